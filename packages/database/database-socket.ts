import { Socket } from 'node:net';
import { MessageFollower } from './message-follower.ts';

/** Octets that one read takes at most. */
const READ_BYTES = 64 * 1024;

/** Takes octets in the driver's place, and answers with those that are the driver's: once it does, so is all that follows. */
export type Reader = (octets: Buffer) => Buffer | undefined;

/**
 * A connection to the database that always reads into the same memory. Other sockets allocate for each read; with
 * megabytes of mail those buffers have the whole heap collected twice as often (measured: an eighth of POP3's CPU).
 */
export class DatabaseSocket extends Socket {
  #reader: Reader | undefined;
  readonly #driven = new MessageFollower();

  static open(): DatabaseSocket {
    const memory = Buffer.allocUnsafeSlow(READ_BYTES);
    const socket: DatabaseSocket = new DatabaseSocket({
      onread: {
        buffer: memory,
        callback(length) {
          socket.#take(memory.subarray(0, length));
          return true;
        },
      },
    });
    return socket;
  }

  /** Gives what comes from now on to `reader`, which copies what it keeps. Does nothing while the driver reads a message. */
  lend(reader: Reader): void {
    if (this.#driven.isReady) this.#reader = reader;
  }

  #take(octets: Buffer): void {
    const rest = this.#reader ? this.#reader(octets) : octets;
    if (!rest) return;
    this.#reader = undefined;
    this.#driven.take(rest);
    this.emit('data', Buffer.from(rest));
  }
}
