import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How long to wait for a server. */
const PATIENCE_MS = 300_000;

/** A client that uses as little CPU as possible: it only looks for the awaited line, and keeps nothing. */
export class LineClient implements Disposable {
  readonly socket: Socket;
  #tail: Buffer = Buffer.alloc(0);
  #wanted: { pattern: Buffer; resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.#take(data));
    const fail = (reason: string, cause?: Error): void => {
      const pattern = JSON.stringify(this.#wanted?.pattern.toString());
      this.#wanted?.reject(new Error(`${reason} while waiting for ${pattern}`, { cause }));
    };
    socket.on('error', (error) => fail('connection lost', error));
    socket.on('close', () => fail('connection closed'));
    socket.setTimeout(PATIENCE_MS, () => fail('nothing came'));
  }

  static async open(port: number, greeting: string): Promise<LineClient> {
    const client = new LineClient(connect(port, '127.0.0.1'));
    const greeted = client.until(greeting);
    await once(client.socket, 'connect');
    await greeted;
    return client;
  }

  /** Sends text and waits until `pattern` has come. */
  async ask(text: string | Buffer, pattern: string): Promise<void> {
    const answered = this.until(pattern);
    this.socket.write(text);
    await answered;
  }

  /** Waits until these octets have come; what came with and before them is dropped. */
  until(pattern: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#wanted = { pattern: Buffer.from(pattern), resolve, reject };
      this.#take(Buffer.alloc(0));
    });
  }

  #take(data: Buffer): void {
    const all = this.#tail.length === 0 ? data : Buffer.concat([this.#tail, data]);
    const wanted = this.#wanted;
    if (!wanted) {
      this.#tail = all;
      return;
    }
    const at = all.indexOf(wanted.pattern);
    if (at === -1) {
      this.#tail = all.subarray(Math.max(0, all.length - wanted.pattern.length + 1));
      return;
    }
    this.#tail = all.subarray(at + wanted.pattern.length);
    this.#wanted = undefined;
    wanted.resolve();
  }

  [Symbol.dispose](): void {
    this.socket.removeAllListeners('close');
    this.socket.destroy();
  }
}
