import { Socket } from 'node:net';
import { MessageFollower } from './message-follower.ts';

/** The most octets that one read takes. */
const READ_BYTES = 64 * 1024;

/** Takes octets instead of the driver. When it returns octets, these and all that follow go to the driver. */
export type Reader = (octets: Buffer) => Buffer | undefined;

/**
 * A connection to the database that always reads into the same memory. Other sockets allocate a buffer for each read; with megabytes
 * of mail these buffers make the garbage collector run much more often.
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

  /** Sends what arrives from now on to `reader`, which copies what it keeps. Does nothing while the driver is in the middle of an answer. */
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
