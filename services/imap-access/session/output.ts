import { setImmediate as turn } from 'node:timers/promises';
import { ResponseWriter } from '@postroom/imap';
import type { Connection } from '@postroom/net';

/** Octets written before a response is handed to the socket. */
const BATCH = 64 * 1024;
/** Octets sent before other sessions get a turn: a turn for each batch would make a long FETCH much slower. */
const STRETCH = 256 * 1024;

/** The output to the client. Responses are collected and sent in batches; a slow client makes the writer wait. */
export class Output extends ResponseWriter {
  readonly #connection: Connection;
  /** Octets sent since the last turn for other sessions. */
  #left = 0;

  constructor(connection: Connection) {
    super();
    this.#connection = connection;
  }

  /** Writes one response line; CRLF is added. */
  line(ascii: string): this {
    return this.text(ascii).text('\r\n');
  }

  /** Hands everything written to the socket. Resolves when the client is ready for more. */
  async flush(): Promise<void> {
    if (this.length > 0) await this.#connection.write(this.take());
  }

  /** Hands these octets to the socket after everything written, without copying them. */
  async pass(bytes: Buffer): Promise<void> {
    if (this.length > 0) void this.#connection.write(this.take());
    await this.#connection.write(bytes);
  }

  /** Flushes when enough was written, and sometimes gives others a turn. Between the lines of a long response only this waits. */
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
