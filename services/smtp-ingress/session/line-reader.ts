const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/** A line so much longer than allowed is no mistake any more. */
const MAX_SKIPPED = 64 * 1024;

/**
 * Cuts octets into command lines, whatever pieces they come in. Lines end with CRLF, or with LF alone as people type them.
 * Of a line that is too long nothing is kept.
 */
export class LineReader {
  #pending = NOTHING;
  #skipped = 0;

  /** The line that is being skipped has no end: stop listening. */
  get hopeless(): boolean {
    return this.#skipped > MAX_SKIPPED;
  }

  /** Octets pushed and not given out yet, or of a line being skipped. */
  get pendingBytes(): number {
    return this.#pending.length + this.#skipped;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /**
   * The next whole line without its end, or what there is to say instead: `too-long`, or undefined until more came.
   * @param maxBytes of the line with its end; told of what is there of it
   */
  next(maxBytes: (begun: Buffer) => number): Buffer | 'too-long' | undefined {
    const end = this.#pending.indexOf(LF);
    if (end < 0) {
      if (this.#skipped > 0 || this.#pending.length >= maxBytes(this.#pending)) {
        this.#skipped += this.#pending.length;
        this.#pending = NOTHING;
      }
      return undefined;
    }
    const line = this.#pending.subarray(0, this.#pending[end - 1] === CR ? end - 1 : end);
    const isTooLong = this.#skipped > 0 || end + 1 > maxBytes(line);
    this.#skipped = 0;
    // A part of nothing would keep the whole chunk in memory.
    this.#pending = end + 1 === this.#pending.length ? NOTHING : this.#pending.subarray(end + 1);
    return isTooLong ? 'too-long' : line;
  }

  /** All that was pushed and not given out. */
  take(): Buffer | undefined {
    const taken = this.#pending;
    this.#pending = NOTHING;
    return taken.length > 0 ? taken : undefined;
  }
}
