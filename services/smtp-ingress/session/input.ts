import { setImmediate as nextTurn } from 'node:timers/promises';
import { LineReader } from '@postroom/net';
import { DotUnstuffer } from '@postroom/smtp';
import type { Connection } from '../host.ts';

/** Thrown when the client disconnects: there is nobody to answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** The number of commands that came in one piece and are run before other sessions get a turn. */
const MAX_LINES_AT_ONCE = 50;

export interface InputOptions {
  /** How long a line may take from its first octet to its end. */
  lineMs: number;
  /** Called when a line took longer. */
  onSlow(): void;
  /** Called before waiting for the client: replies so far should be sent now. */
  beforeWait(): Promise<void> | undefined;
}

/** The input of the client: the only part of a session that waits for octets. */
export class Input {
  readonly #connection: Connection;
  readonly #options: InputOptions;
  readonly #lines = new LineReader();
  #linesAtOnce = 0;

  constructor(connection: Connection, options: InputOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** The octets that arrived and the session has not read yet. */
  get pendingBytes(): number {
    return this.#lines.pendingBytes + this.#connection.pendingBytes;
  }

  /**
   * Returns the next line without its end; `too-long` for one above the limit, `endless` for one that goes on far beyond it. Throws
   * ConnectionLost when the client is gone.
   */
  async line(maxBytes: (begun: Buffer) => number): Promise<Buffer | 'too-long' | 'endless'> {
    let timer: NodeJS.Timeout | undefined;
    try {
      for (;;) {
        const line = this.#lines.next(maxBytes);
        if (line !== undefined) {
          if (++this.#linesAtOnce >= MAX_LINES_AT_ONCE) await this.#yield();
          return line;
        }
        if (this.#lines.hopeless) return 'endless';
        if (this.#lines.pendingBytes > 0) timer ??= setTimeout(this.#options.onSlow, this.#options.lineMs);
        this.#lines.push(await this.#read());
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Passes the octets of a message (RFC 5321 4.1.1.4) to `take`, one piece after the other. What follows the end of data is the next
   * command (RFC 2920 3.1).
   */
  async message(take: (piece: Buffer) => Promise<void>): Promise<void> {
    const unstuffer = new DotUnstuffer();
    for (;;) {
      const chunk = this.#lines.take() ?? (await this.#read());
      const { pieces, end } = unstuffer.push(chunk);
      for (const piece of pieces) await take(piece);
      if (end < 0) continue;
      if (end < chunk.length) this.#lines.push(chunk.subarray(end));
      return;
    }
  }

  /** Passes exactly this number of octets to `take` (RFC 3030 2). What follows them is the next command. */
  async chunk(octets: number, take: (piece: Buffer) => Promise<void>): Promise<void> {
    for (let left = octets; left > 0; ) {
      const read = this.#lines.take() ?? (await this.#read());
      const piece = read.subarray(0, left);
      if (piece.length < read.length) this.#lines.push(read.subarray(piece.length));
      left -= piece.length;
      await take(piece);
    }
  }

  /** Discards what was read and not yet used. Returns the number of octets. */
  clear(): number {
    return this.#lines.clear();
  }

  async #read(): Promise<Buffer> {
    const slow = this.#options.beforeWait();
    if (slow) await slow;
    this.#linesAtOnce = 0;
    const chunk = await this.#connection.read();
    if (chunk === null) throw new ConnectionLost('the client went away');
    return chunk;
  }

  async #yield(): Promise<void> {
    this.#linesAtOnce = 0;
    await nextTurn();
  }
}
