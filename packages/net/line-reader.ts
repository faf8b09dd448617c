const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/** A line so much longer than allowed is no mistake any more. */
const MAX_SKIPPED = 64 * 1024;

/** Octets of a line with its end, or what tells them by what is there of the line. */
type Limit = number | ((begun: Buffer) => number);

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

  /** The next whole line without its end, or what there is to say instead: `too-long`, or undefined until more came. */
  next(maxBytes: Limit): Buffer | 'too-long' | undefined {
    const end = this.#pending.indexOf(LF);
    if (end < 0) {
      if (this.#skipped > 0 || this.#pending.length >= limitOf(maxBytes, this.#pending)) {
        this.#skipped += this.#pending.length;
        this.#pending = NOTHING;
      }
      return undefined;
    }
    const line = this.#pending.subarray(0, this.#pending[end - 1] === CR ? end - 1 : end);
    const isTooLong = this.#skipped > 0 || end + 1 > limitOf(maxBytes, line);
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

  /** Forgets what was pushed and not given out; returns how many octets that were. */
  clear(): number {
    return this.take()?.length ?? 0;
  }
}

function limitOf(limit: Limit, begun: Buffer): number {
  return typeof limit === 'number' ? limit : limit(begun);
}
