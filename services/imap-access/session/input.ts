import { announcesMessage, CommandReader, ImapSyntaxError, type ReaderEvent, type ReaderLimits } from '@postroom/imap';
import type { Connection } from '@postroom/net';

/** The input of the client: the only part of a session that waits for octets. */
export class Input {
  readonly #connection: Connection;
  readonly #reader: CommandReader;

  constructor(connection: Connection, limits: ReaderLimits) {
    this.#connection = connection;
    this.#reader = new CommandReader(limits, announcesMessage);
  }

  set limits(limits: ReaderLimits) {
    this.#reader.limits = limits;
  }

  /** Returns the next event; null when the client is gone. */
  async next(): Promise<ReaderEvent | null> {
    for (;;) {
      const event = this.#reader.next();
      if (event) return event;
      if (this.#reader.dead) return null;
      const chunk = await this.#connection.read();
      if (!chunk) return null;
      this.#reader.push(chunk);
    }
  }

  /** Whether the client has sent so much without an end that reading has stopped. */
  get endless(): boolean {
    return this.#reader.dead;
  }

  /** Returns the next line, for the client's responses in AUTHENTICATE and IDLE; null when the client is gone. Throws ImapSyntaxError. */
  async line(): Promise<string | null> {
    this.#reader.linesOnly = true;
    const event = await this.next();
    this.#reader.linesOnly = false;
    if (event?.kind === 'refused') throw new ImapSyntaxError('The line is too long');
    return event?.kind === 'command' ? (event.command[0]?.bytes.toString('latin1') ?? '') : null;
  }

  /** Yields the octets of an announced literal as they arrive. Throws when the client disconnects in the middle. */
  async *literal(): AsyncGenerator<Buffer, void, void> {
    this.#reader.takeStream();
    for (;;) {
      const event = await this.next();
      if (event?.kind === 'data-end') return;
      if (event?.kind !== 'data') throw new ConnectionLost();
      yield event.bytes;
    }
  }

  /** Throws unless a literal is followed by the end of the line. */
  async endOfCommand(): Promise<void> {
    const event = await this.next();
    if (!event) throw new ConnectionLost();
    const rest = event.kind === 'command' && event.command.length === 1 ? event.command[0]?.bytes.length : undefined;
    if (rest !== 0) throw new ImapSyntaxError('Unexpected argument after the literal');
  }

  /** Skips the rest of a literal that no command reads. */
  dropLiteral(): void {
    this.#reader.dropStream();
  }

  /** Discards what was read and not yet used. Returns the number of octets. What the socket holds is kept. */
  clear(): number {
    const { pending } = this.#reader;
    this.#reader.clear();
    return pending;
  }
}

/** Thrown when the client disconnects in the middle of something: there is nobody to answer. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';

  constructor() {
    super('the client went away');
  }
}
