/** The most received bytes that are held for a session that is not reading; beyond that the peer has to wait. */
const READ_AHEAD = 64 * 1024;

/** Bytes that a peer sent and the session has not read yet. */
export class Inbox {
  /** Bytes held. */
  bytes = 0;
  #ended = false;
  readonly #chunks: Buffer[] = [];
  #reader: ((chunk: Buffer | null) => void) | undefined;

  /** Whether a session is waiting for bytes. */
  get awaited(): boolean {
    return this.#reader !== undefined;
  }

  /** Whether enough bytes are held that the peer should wait. */
  get full(): boolean {
    return this.bytes >= READ_AHEAD;
  }

  /** Whether no more bytes come. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes bytes from the peer. */
  push(chunk: Buffer): void {
    const reader = this.#reader;
    if (reader) {
      this.#reader = undefined;
      reader(chunk);
      return;
    }
    this.#chunks.push(chunk);
    this.bytes += chunk.length;
  }

  /** Returns the next bytes, at once or when they come; null when there will be none. */
  read(): Promise<Buffer | null> {
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.bytes -= chunk.length;
      return Promise.resolve(chunk);
    }
    if (this.#ended) return Promise.resolve(null);
    if (this.#reader) throw new Error('a read is already waiting');
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  /** Marks the end of input; bytes that are held can still be read. */
  end(): void {
    this.#ended = true;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(null);
  }

  /** Discards the bytes that are held; returns how many there were. */
  drop(): number {
    const dropped = this.bytes;
    this.#chunks.length = 0;
    this.bytes = 0;
    return dropped;
  }
}
