import { EventEmitter } from 'node:events';
import { hasTurn, type Waiting } from '@postroom/net';

/** The octets kept for a session that does not read; with more of them the client has to wait. */
const READ_AHEAD = 64 * 1024;

/** The octets that a client has sent and its session has not read yet. A socket is piped into it. */
export class Inflow extends EventEmitter implements Waiting {
  /** Set by smtp-server when nothing is accepted any more. */
  isClosed = false;
  /** The number of octets held. */
  bytes = 0;
  #ended = false;
  /** Whether reading pauses until it is this connection's turn. */
  #waits = false;
  readonly #chunks: Buffer[] = [];
  #reader: ((chunk: Buffer | null) => void) | undefined;

  /** Whether a session waits for octets. */
  get awaited(): boolean {
    return this.#reader !== undefined;
  }

  /** Takes octets; returns false to make the socket wait for 'drain'. */
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

  /** Called when no more will come; what is held can still be read. */
  end(): void {
    this.#ended = true;
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(null);
  }

  /** Returns the next octets, or null when no more will come. Only one read at a time. */
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
