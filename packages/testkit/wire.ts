import { connect as connectTcp, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

export interface WireOptions {
  readonly port: number;
  readonly host?: string;
  /** The local address to connect from. */
  readonly localAddress?: string;
  /** Whether TLS begins with the first byte. */
  readonly tls?: boolean | ConnectionOptions;
  /** Milliseconds that each read may wait; 20,000 by default. */
  readonly timeout?: number;
}

/**
 * A client that sends and reads lines and bytes and knows no protocol. Text is UTF-8; every line of the server must end with CRLF.
 * Errors name what was awaited and what had come.
 */
export class Wire implements AsyncDisposable {
  readonly #timeout: number;
  #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #error: Error | undefined;
  #wake = () => {};

  private constructor(socket: Socket, timeout: number) {
    this.#timeout = timeout;
    this.#socket = socket;
    this.#listen(socket);
  }

  static async connect(options: WireOptions): Promise<Wire> {
    const { port, host = '127.0.0.1', localAddress, tls = false, timeout = 20_000 } = options;
    const secure = typeof tls === 'object' ? tls : { rejectUnauthorized: false };
    const way = { port, host, ...(localAddress === undefined ? {} : { localAddress }) };
    const socket = tls === false ? connectTcp(way) : connectTls({ ...way, ...secure });
    await connected(socket, tls === false ? 'connect' : 'secureConnect');
    return new Wire(socket, timeout);
  }

  /** The socket, for tests of what lies below the lines (pausing, resetting, the certificate). */
  get socket(): Socket {
    return this.#socket;
  }

  /** Sends exactly these bytes; with `chunk`, in separate pieces of that size. */
  async send(data: string | Uint8Array, chunk?: number): Promise<void> {
    const bytes = Buffer.from(data as string);
    if (chunk === undefined) {
      this.#socket.write(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += chunk) {
      this.#socket.write(bytes.subarray(at, at + chunk));
      await nextTurn();
    }
  }

  /** Sends lines, each with its CRLF. */
  async line(...texts: string[]): Promise<void> {
    await this.send(texts.map((text) => `${text}\r\n`).join(''));
  }

  /** Returns the next line, without its CRLF. */
  async readLine(timeout = this.#timeout): Promise<string> {
    const end = await this.#wait('a line', timeout, () => {
      const at = this.#received.indexOf(10);
      return at < 0 ? undefined : at;
    });
    const line = this.#take(end + 1);
    if (line.at(-2) !== 13) throw new Error(`the server ended a line without CR: ${JSON.stringify(line.toString())}`);
    return line.toString('utf8', 0, end - 1);
  }

  /** Returns exactly `count` bytes. */
  async readBytes(count: number): Promise<Buffer> {
    await this.#wait(`${count} bytes`, this.#timeout, () => (this.#received.length >= count ? true : undefined));
    return this.#take(count);
  }

  /** Reads a line, which must match. */
  async expect(pattern: RegExp): Promise<RegExpMatchArray> {
    const line = await this.readLine();
    const match = line.match(pattern);
    if (match === null) throw new Error(`expected ${pattern}, the server said ${JSON.stringify(line)}`);
    return match;
  }

  /** Sends a line and reads one, which must match. */
  async ask(text: string, pattern: RegExp): Promise<RegExpMatchArray> {
    await this.line(text);
    return this.expect(pattern);
  }

  /** Reads lines up to the first that matches, and returns them all. */
  async until(pattern: RegExp): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.readLine().catch((error: Error) => {
        throw new Error(`${error.message}, while looking for ${pattern} after ${JSON.stringify(lines.slice(-10))}`);
      });
      lines.push(line);
      if (pattern.test(line)) return lines;
    }
  }

  /** Waits until the server closes the connection; what it sent before that can still be read. */
  async closed(timeout = this.#timeout): Promise<void> {
    await this.#wait('the end of the connection', timeout, () => (this.#ended ? true : undefined));
  }

  /** Bytes received and not read yet. */
  get unread(): string {
    return this.#received.toString();
  }

  /** Switches the connection to TLS, after STARTTLS or STLS was accepted. */
  async upgrade(options: ConnectionOptions = { rejectUnauthorized: false }): Promise<void> {
    if (this.#received.length > 0) throw new Error(`unread before TLS: ${JSON.stringify(this.unread)}`);
    const plain = this.#socket;
    plain.removeAllListeners();
    const secure = connectTls({ ...options, socket: plain });
    await connected(secure, 'secureConnect');
    this.#socket = secure;
    this.#listen(secure);
  }

  /** Ends sending; reading is still possible. */
  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #listen(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    socket.on('error', (error) => {
      this.#error = error;
    });
    for (const event of ['end', 'close'] as const) {
      socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  #take(count: number): Buffer {
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }

  /** Calls `get` again whenever something has come. */
  async #wait<Value>(what: string, timeout: number, get: () => Value | undefined): Promise<Value> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const value = get();
      if (value !== undefined) return value;
      const unread = this.#received.length === 0 ? '' : `; unread: ${JSON.stringify(this.unread.slice(0, 500))}`;
      if (this.#ended) {
        const reason = this.#error === undefined ? '' : ` (${this.#error.message})`;
        throw new Error(`expected ${what}, the connection was closed${reason}${unread}`);
      }
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`expected ${what}, nothing came within ${timeout} ms${unread}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function connected(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
