import { EventEmitter } from 'node:events';
import { hasTurn, type Waiting } from '@postroom/net';

/** Octets kept for a session that does not read; beyond them the client has to wait. */
const READ_AHEAD = 64 * 1024;

/** What a client sent and its session has not read yet. A socket is piped into it. */
export class Inflow extends EventEmitter implements Waiting {
  /** Set by smtp-server: nothing is taken any more. */
  isClosed = false;
  /** Octets held. */
  bytes = 0;
  #ended = false;
  /** Nothing is taken until it is its turn. */
  #waits = false;
  readonly #chunks: Buffer[] = [];
  #reader: ((chunk: Buffer | null) => void) | undefined;

  /** A session waits for octets. */
  get awaited(): boolean {
    return this.#reader !== undefined;
  }

  /** Takes what came; false asks the socket to wait for 'drain'. */
  write(chunk: Buffer): boolean {
    if (this.isClosed || this.#ended) return true;
    if (!hasTurn(chunk.length, this)) this.#waits = true;
    const reader = this.#reader;
    if (reader) {
      this.#reader = undefined;
      reader(chunk);
    } else {
      this.#chunks.push(chunk);
      this.bytes += chunk.length;
    }
    return this.#hasRoom;
  }

  readOn(): void {
    this.#waits = false;
    if (this.#hasRoom) this.emit('drain');
  }

  get #hasRoom(): boolean {
    return !this.#waits && this.bytes < READ_AHEAD;
  }

  /** No more will come; what is held can still be read. */
  end(): void {
    this.#ended = true;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(null);
  }

  /** The next octets, or null when there will be none. One read at a time. */
  read(): Promise<Buffer | null> {
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.bytes -= chunk.length;
      if (this.#hasRoom) this.emit('drain');
      return Promise.resolve(chunk);
    }
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }
}
