import { setImmediate } from 'node:timers/promises';
import type { Queryable } from '@postroom/database';
import { streamStaged } from './blob-reader.ts';
import type { StagedBlob } from './blob-writer.ts';

/** Octets read at once, so that ten thousand parts a few octets long do not cost a query each. */
const WINDOW_BYTES = 1024 * 1024;
/** After so long the work on one message waits for all else. */
const TURN_MS = 20;

/** Gives ranges of a blob, staged or stored, from a window that moves over it: read once where they come in order. */
export class BlobWindow {
  readonly #db: Queryable;
  readonly #blob: StagedBlob;
  #start = 0;
  #octets: Buffer = Buffer.alloc(0);
  #turnBegan = performance.now();

  constructor(db: Queryable, blob: StagedBlob) {
    this.#db = db;
    this.#blob = blob;
  }

  /** The octets `[start, end)`; their memory is the window's. */
  async read(start: number, end: number): Promise<Buffer> {
    if (start < this.#start || end > this.#start + this.#octets.length) await this.#move(start, end);
    else if (performance.now() - this.#turnBegan > TURN_MS) await this.#giveWay();
    return this.#octets.subarray(start - this.#start, end - this.#start);
  }

  async #move(start: number, end: number): Promise<void> {
    const chunks: Buffer[] = [];
    const stop = Math.min(Math.max(end, start + WINDOW_BYTES), this.#blob.size);
    for await (const chunk of streamStaged(this.#db, this.#blob, start, stop)) chunks.push(chunk);
    this.#octets = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    this.#start = start;
    await this.#giveWay();
  }

  async #giveWay(): Promise<void> {
    await setImmediate();
    this.#turnBegan = performance.now();
  }
}
