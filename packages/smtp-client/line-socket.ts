import type { Socket } from 'node:net';
import { describeError, LineLost, LineSilent } from './failure.ts';

// A reply line is 512 octets by RFC 5321 4.5.3.1.5; real ones go a little over, hostile ones go on for ever.
const MAX_LINE = 8 * 1024;
// Reading stops while this much is unread, so that a peer that sends unasked costs a bounded buffer.
const HIGH_WATER = 64 * 1024;

interface Waiter {
  resolve(line: string): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** Reads lines and writes bytes over a connected socket. The only part of the client that waits. */
export class LineSocket {
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.alloc(0);
  #waiter: Waiter | undefined;
  #failure: Error | undefined;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => this.#fail(new LineLost('connection closed by the server'));
  readonly #onError = (error: Error) => this.#fail(new LineLost(describeError(error)));

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
  }

  /** Octets that the server sent before it was asked. */
  get unread(): number {
    return this.#buffer.length;
  }

  get closed(): boolean {
    return this.#failure !== undefined;
  }

  /** Returns the next line without its line end; waits at most until `deadline` (performance.now()). */
  readLine(deadline: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = () => this.#fail(new LineSilent('timed out waiting for the server'));
      const timer = setTimeout(late, Math.max(0, deadline - performance.now()));
      this.#waiter = { resolve, reject, timer };
      this.#serve();
    });
  }

  /** Writes, and waits while the server does not keep up; at most `timeout` milliseconds. */
  async write(data: string | Buffer, timeout: number): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#socket.write(data)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#fail(new LineSilent('timed out sending to the server'));
    }, timeout);
    this.#socket.once('drain', resolve).once('close', resolve);
    await promise;
    clearTimeout(timer);
    this.#socket.off('drain', resolve).off('close', resolve);
    if (this.#failure) throw this.#failure;
  }

  /** Returns the bare socket, so that TLS can take it over. */
  release(): Socket {
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    return this.#socket;
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#fail(new LineLost('connection closed'));
  }

  #take(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    if (this.#buffer.length > HIGH_WATER) this.#socket.pause();
    this.#serve();
  }

  #serve(): void {
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    const end = this.#buffer.indexOf(10);
    if (end > MAX_LINE || (end === -1 && this.#buffer.length > MAX_LINE)) {
      this.#fail(new LineLost('the server sent a line that is too long'));
      return;
    }
    if (end === -1) {
      if (this.#failure) this.#settle().reject(this.#failure);
      else this.#socket.resume();
      return;
    }
    const line = this.#buffer.toString('utf8', 0, end).replace(/\r$/, '');
    this.#buffer = this.#buffer.subarray(end + 1);
    if (this.#buffer.length <= HIGH_WATER && this.#socket.isPaused()) this.#socket.resume();
    this.#settle().resolve(line);
  }

  #settle(): Waiter {
    const waiter = this.#waiter as Waiter;
    clearTimeout(waiter.timer);
    this.#waiter = undefined;
    return waiter;
  }

  /** Records the first failure. Lines that arrived before it can still be read: they may tell why the server left. */
  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#socket.destroy();
    if (this.#waiter) this.#settle().reject(error);
  }
}
