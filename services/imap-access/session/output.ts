import { setImmediate as turn } from 'node:timers/promises';
import { ResponseWriter } from '@postroom/imap';
import type { Connection } from '@postroom/net';

/** A response is handed to the socket when this much has been written. */
const BATCH = 64 * 1024;
/** Others get their turn each time this much has left: a turn for each batch is a third of the time of a long FETCH. */
const STRETCH = 256 * 1024;

/** What the session says. Responses gather in a writer and leave in batches; a slow client makes the writer wait. */
export class Output extends ResponseWriter {
  readonly #connection: Connection;
  /** Octets that left since others had their turn. */
  #left = 0;

  constructor(connection: Connection) {
    super();
    this.#connection = connection;
  }

  /** One response line; CRLF is added. */
  line(ascii: string): this {
    return this.text(ascii).text('\r\n');
  }

  /** Hands everything written to the socket; resolves when the client is ready for more. */
  async flush(): Promise<void> {
    if (this.length > 0) await this.#connection.write(this.take());
  }

  /** Hands these bytes to the socket behind everything written, without a copy. */
  async pass(bytes: Buffer): Promise<void> {
    if (this.length > 0) void this.#connection.write(this.take());
    await this.#connection.write(bytes);
  }

  /** `flush`, once enough has gathered, and now and then a turn for others. Between the rows of a long response this is the only waiting. */
  flushLarge(): Promise<void> | undefined {
    return this.length < BATCH ? undefined : this.#flushAndPause();
  }

  async #flushAndPause(): Promise<void> {
    this.#left += this.length;
    await this.flush();
    if (this.#left < STRETCH) return;
    this.#left = 0;
    await turn();
  }
}
