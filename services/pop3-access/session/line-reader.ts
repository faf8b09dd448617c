const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/** A line this much longer than allowed is no mistake any more. */
const MAX_SKIPPED = 64 * 1024;

/**
 * Cuts bytes into lines, whatever pieces they come in. Lines end with CRLF, or with LF alone as people type them. Of a
 * line that is too long nothing is kept.
 */
export class LineReader {
  #pending = NOTHING;
  #skipped = 0;

  /** The line now being skipped has no end: stop listening. */
  get hopeless(): boolean {
    return this.#skipped > MAX_SKIPPED;
  }

  /** Bytes pushed and not given out yet. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /**
   * The next whole line without its end, or what there is to say instead: `too-long`, or undefined until more came.
   * @param maxLength octets of the line with its end
   */
  next(maxLength: number): Buffer | 'too-long' | undefined {
    const end = this.#pending.indexOf(LF);
    if (end < 0) {
      if (this.#skipped > 0 || this.#pending.length >= maxLength) {
        this.#skipped += this.#pending.length;
        this.#pending = NOTHING;
      }
      return undefined;
    }
    const line = this.#pending.subarray(0, this.#pending[end - 1] === CR ? end - 1 : end);
    const tooLong = this.#skipped > 0 || end + 1 > maxLength;
    this.#skipped = 0;
    // A part of nothing would keep the whole chunk in memory.
    this.#pending = end + 1 === this.#pending.length ? NOTHING : this.#pending.subarray(end + 1);
    return tooLong ? 'too-long' : line;
  }

  /** Forgets what was pushed and not given out; answers how many bytes. */
  clear(): number {
    const { length } = this.#pending;
    this.#pending = NOTHING;
    return length;
  }
}
