import { type Connection, LineReader } from '@postroom/net';

/** What the client says: the only part of a session that waits for bytes. */
export class Input {
  readonly #connection: Connection;
  readonly #reader = new LineReader();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The client said more than was obeyed. */
  get waiting(): boolean {
    return this.#reader.pendingBytes > 0 || this.#connection.pendingBytes > 0;
  }

  /** The next line without its end; `too-long`, or `endless` when nobody listens any more; null when the client is gone. */
  async line(maxLength: number): Promise<Buffer | 'too-long' | 'endless' | null> {
    for (;;) {
      const line = this.#reader.next(maxLength);
      if (line !== undefined) return line;
      if (this.#reader.hopeless) return 'endless';
      const chunk = await this.#connection.read();
      if (chunk === null) return null;
      this.#reader.push(chunk);
    }
  }

  /** Forgets what was read and not obeyed; answers how many bytes. What the connection holds stays there. */
  clear(): number {
    return this.#reader.clear();
  }
}
