import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PASSWORD } from './accounts.ts';

/**
 * An IMAP client that reads everything the server sends but keeps only tagged responses, so that the test process has time for
 * others however much is sent.
 */
export class CarelessSession implements Disposable {
  readonly #socket: Socket;
  #tag = 0;
  /** The last complete line, and what came after it. */
  #tail = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async login(port: number, address: string): Promise<CarelessSession> {
    const socket = connect(port, '127.0.0.1');
    const session = new CarelessSession(socket);
    await once(socket, 'data');
    await session.attempt(`LOGIN ${address} "${PASSWORD}"`);
    return session;
  }

  /** Sends a command; resolves to its tagged response, `OK …`. */
  attempt(text: string): Promise<string> {
    this.#tag += 1;
    const tag = `t${this.#tag} `;
    this.#tail = '';
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const take = (octets: Buffer): void => {
      this.#tail += octets.toString('latin1');
      this.#tail = this.#tail.slice(this.#tail.lastIndexOf('\r\n', this.#tail.length - 3) + 1).trimStart();
      if (!this.#tail.startsWith(tag) || !this.#tail.endsWith('\r\n')) return;
      this.#socket.off('data', take).off('close', closed);
      resolve(this.#tail.slice(tag.length).trimEnd());
    };
    const closed = (): void => reject(new Error(`the connection was closed: ${text.slice(0, 100)}`));
    this.#socket.on('data', take).on('close', closed);
    this.#socket.write(`${tag}${text}\r\n`);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
