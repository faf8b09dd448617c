const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;

/** A line that exceeds its limit by this much is no mistake. */
const MAX_SKIPPED = 64 * 1024;

/** The most octets of a line with its end, or a function that decides it from the beginning of the line. */
type Limit = number | ((begun: Buffer) => number);

/**
 * Cuts octets into command lines, whatever pieces they come in. Lines end with CRLF, or with a bare LF as people type them.
 * Nothing is kept of a line that is too long.
 */
export class LineReader {
  #pending = NOTHING;
  #skipped = 0;

  /** Whether the line being skipped is so long that the connection should be closed. */
  get hopeless(): boolean {
    return this.#skipped > MAX_SKIPPED;
  }

  /** Octets pushed and not returned yet, or skipped of the current line. */
  get pendingBytes(): number {
    return this.#pending.length + this.#skipped;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /** Returns the next whole line without its end, `too-long` for one beyond the limit, or undefined until more octets come. */
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
    // An empty subarray would keep the whole chunk in memory.
    this.#pending = end + 1 === this.#pending.length ? NOTHING : this.#pending.subarray(end + 1);
    return isTooLong ? 'too-long' : line;
  }

  /** Returns and removes all octets that were pushed and not returned. */
  take(): Buffer | undefined {
    const taken = this.#pending;
    this.#pending = NOTHING;
    return taken.length > 0 ? taken : undefined;
  }

  /** Discards octets that were pushed and not returned; returns how many there were. */
  clear(): number {
    return this.take()?.length ?? 0;
  }
}

function limitOf(limit: Limit, begun: Buffer): number {
  return typeof limit === 'number' ? limit : limit(begun);
}
