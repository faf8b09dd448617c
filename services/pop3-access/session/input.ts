import { type Connection, LineReader } from '@postroom/net';

/** The input of the client: the only part of a session that waits for octets. */
export class Input {
  readonly #connection: Connection;
  readonly #reader = new LineReader();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Whether the client has sent more than the commands carried out so far. */
  get waiting(): boolean {
    return this.#reader.pendingBytes > 0 || this.#connection.pendingBytes > 0;
  }

  /** Returns the next line without its end; `too-long`; `endless` when a line goes on far beyond the limit; null when the client is gone. */
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

  /** Discards what was read and not yet used. Returns the number of octets. What the connection holds is kept. */
  clear(): number {
    return this.#reader.clear();
  }
}
