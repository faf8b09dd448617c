import { appendTo } from './bytes.ts';

/**
 * Collects octets of the message from an offset on, across chunks, up to a limit (of a header, or of a text part's body).
 * Copies nothing while the run lies in one chunk.
 */
export class ByteRun {
  #start = 0;
  #limit = 0;
  #chunk: Buffer = Buffer.alloc(0);
  #base = 0;
  /** The bytes of the run from earlier chunks. */
  #held: Buffer = Buffer.alloc(0);
  #heldLength = 0;

  /** Begins a run at `offset` of the message; at most `limit` of its bytes are kept. */
  start(offset: number, limit: number): void {
    this.#start = offset;
    this.#limit = limit;
    this.#heldLength = 0;
  }

  beginChunk(chunk: Buffer, base: number): void {
    this.#chunk = chunk;
    this.#base = base;
  }

  /** Copies what the chunk holds of an unfinished run, because the caller may reuse the chunk's memory. */
  endChunk(unfinished: boolean): void {
    if (unfinished) this.#hold(this.#base + this.#chunk.length);
    this.#chunk = this.#chunk.subarray(this.#chunk.length);
  }

  /** Returns the run's bytes up to `end` of the message. Valid until the next chunk or the next `advance`. */
  take(end: number): Buffer {
    const length = Math.max(0, Math.min(end - this.#start, this.#limit));
    if (this.#heldLength === 0) {
      const from = this.#start - this.#base;
      return this.#chunk.subarray(from, from + length);
    }
    this.#hold(end);
    return this.#held.subarray(0, length);
  }

  /** Drops the first `length` bytes: the run begins after them. */
  advance(length: number): void {
    this.#start += length;
    if (this.#heldLength > length) this.#held.copyWithin(0, length, this.#heldLength);
    this.#heldLength = Math.max(0, this.#heldLength - length);
  }

  #hold(end: number): void {
    const wanted = Math.min(end - this.#start, this.#limit) - this.#heldLength;
    if (wanted <= 0) return;
    const from = this.#start + this.#heldLength - this.#base;
    const piece = this.#chunk.subarray(from, from + wanted);
    this.#held = appendTo(this.#held, this.#heldLength, piece);
    this.#heldLength += piece.length;
  }
}
