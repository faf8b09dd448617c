import type { ServerResponse } from 'node:http';

/** The most octets waiting for a client. A client that takes nothing is disconnected; it asks for changes when it comes back. */
const MAX_WAITING = 64 * 1024;

/** The server-sent events of one client (HTML, 9.2). */
export class EventStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  send(event: string, data: object, id?: string): void {
    const lines = [`event: ${event}`, ...(id === undefined ? [] : [`id: ${id}`]), `data: ${JSON.stringify(data)}`];
    this.#response.write(`${lines.join('\n')}\n\n`);
    if (this.#response.writableLength > MAX_WAITING) this.#response.destroy();
  }

  end(): void {
    this.#response.end();
  }
}
