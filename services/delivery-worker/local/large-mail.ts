import type { LocalDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { fileApart } from './file-batch.ts';

/** The messages processed at once. */
const AT_ONCE = 2;
/** The most deliveries that may wait; the sweeper brings the others again. */
const MAX_WAITING = 2_000;

/** Files messages that take long to read, one by one, beside the batches of small ones, so that no small mail waits for them. */
export class LargeMail implements AsyncDisposable {
  readonly #context: WorkerContext;
  /** The waiting deliveries by blob: a message is read once for all its recipients that have come so far. */
  readonly #waiting = new Map<string, LocalDelivery[]>();
  readonly #ids = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(context: WorkerContext) {
    this.#context = context;
  }

  add(deliveries: readonly LocalDelivery[]): void {
    for (const delivery of deliveries) {
      if (this.#ids.has(delivery.id) || this.#ids.size >= MAX_WAITING) continue;
      this.#ids.add(delivery.id);
      const sameMessage = this.#waiting.get(delivery.blobId);
      if (sameMessage) sameMessage.push(delivery);
      else this.#waiting.set(delivery.blobId, [delivery]);
    }
    while (!this.#stopped && this.#waiting.size > 0 && this.#running.size < AT_ONCE) this.#start();
  }

  /** Waits until everything that was added is filed or has failed. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Finishes the messages being processed. The rows of waiting ones stay due. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  #start(): void {
    const work = this.#fileNext();
    this.#running.add(work);
    void work.finally(() => {
      this.#running.delete(work);
      this.add([]);
    });
  }

  async #fileNext(): Promise<void> {
    const [blobId = '', deliveries = []] = this.#waiting.entries().next().value ?? [];
    this.#waiting.delete(blobId);
    try {
      await fileApart(this.#context, deliveries);
    } catch (error) {
      // The database is away: the rows stay due.
      this.#context.log.warn({ err: error }, 'large mail not filed');
    } finally {
      for (const { id } of deliveries) this.#ids.delete(id);
    }
  }
}
