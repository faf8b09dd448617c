/**
 * Single-flight batching: while one batch is being worked on, what arrives is collected; when it ends, all of it goes
 * as the next. A lone item is a batch of one and waits for nobody. Group commit is this around a transaction.
 */
export interface Batcher<Item, Result> {
  /** Resolves with this item's own result, or rejects with the error that its whole batch met. */
  add(item: Item): Promise<Result>;
  /** Items collected and not yet begun. */
  readonly waiting: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface BatcherOptions<Item> {
  /** Items in one batch at most. */
  maxItems: number;
  /** What an item adds to its batch, and how much of that a batch may have; a heavier item goes alone. */
  weigh?: { maxWeight: number; weightOf(item: Item): number };
  /** Batches in flight at once. */
  concurrency?: number;
}

/** `work` answers one result per item, in the same order. */
export function createBatcher<Item, Result>(
  options: BatcherOptions<Item>,
  work: (items: Item[]) => Promise<Result[]>,
): Batcher<Item, Result> {
  const queue: Waiting<Item, Result>[] = [];
  const concurrency = options.concurrency ?? 1;
  let running = 0;

  async function flush(): Promise<void> {
    running++;
    while (queue.length > 0) {
      const batch = queue.splice(0, nextCount());
      try {
        const results = await work(batch.map((entry) => entry.item));
        for (const [index, entry] of batch.entries()) entry.resolve(results[index] as Result);
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    running--;
  }

  function nextCount(): number {
    const { maxItems, weigh } = options;
    if (!weigh) return maxItems;
    let weight = 0;
    let count = 0;
    for (const { item } of queue) {
      weight += weigh.weightOf(item);
      if (count >= maxItems || (count > 0 && weight > weigh.maxWeight)) break;
      count += 1;
    }
    return count;
  }

  return {
    add(item) {
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (running < concurrency) queueMicrotask(() => running < concurrency && queue.length > 0 && void flush());
      });
    },
    get waiting() {
      return queue.length;
    },
  };
}
