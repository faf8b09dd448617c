import { setImmediate as nextTurn } from 'node:timers/promises';
import { LineReader } from '@postroom/net';
import { DotUnstuffer } from '@postroom/smtp';
import type { Connection } from '../host.ts';

/** The client went away: nobody is left to answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Commands that came in one piece are run so many at a time; then the other sessions have their turn. */
const MAX_LINES_AT_ONCE = 50;

export interface InputOptions {
  /** How long a line may take from its first octet to its end. */
  lineMs: number;
  /** A line took longer. */
  onSlow(): void;
  /** The client will be waited for: what was said to it should leave now. */
  beforeWait(): Promise<void> | undefined;
}

/** What the client says: the only part of a session that waits for octets. */
export class Input {
  readonly #connection: Connection;
  readonly #options: InputOptions;
  readonly #lines = new LineReader();
  #linesAtOnce = 0;

  constructor(connection: Connection, options: InputOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  /** Octets that came and were not read by the session. */
  get pendingBytes(): number {
    return this.#lines.pendingBytes + this.#connection.pendingBytes;
  }

  /**
   * The next line without its end, or `too-long`. Throws ConnectionLost when the client is gone or sends a line without
   * end.
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
   * Hands the octets of a message, RFC 5321 4.1.1.4, to `take`, one piece after the other as it has room for them. What
   * comes behind the end of data is the next command (RFC 2920 3.1).
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

  /** Hands so many octets to `take`, whatever they are, RFC 3030 2. What comes behind them is the next command. */
  async chunk(octets: number, take: (piece: Buffer) => Promise<void>): Promise<void> {
    for (let left = octets; left > 0; ) {
      const read = this.#lines.take() ?? (await this.#read());
      const piece = read.subarray(0, left);
      if (piece.length < read.length) this.#lines.push(read.subarray(piece.length));
      left -= piece.length;
      await take(piece);
    }
  }

  /** Forgets what was read and not given out; returns how many octets that were. */
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
