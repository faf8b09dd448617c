/**
 * Single-flight batching: items that arrive while a batch is being worked on are collected and form the next batch.
 * A single item forms a batch of its own and waits for nobody. Around a transaction this is group commit.
 */
export interface Batcher<Item, Result> {
  /** Resolves with this item's own result, or rejects with the error of its whole batch. */
  add(item: Item): Promise<Result>;
  /** The number of items that wait for a batch. */
  readonly waiting: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface BatcherOptions<Item> {
  /** The most items in a batch. */
  maxItems: number;
  /** The weight of an item, and the most weight a batch may have; a heavier item forms a batch alone. */
  weigh?: { maxWeight: number; weightOf(item: Item): number };
  /** How many batches may run at once; 1 by default. */
  concurrency?: number;
}

/** Creates a batcher. `work` returns one result per item, in the same order. */
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
