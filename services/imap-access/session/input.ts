import { announcesMessage, CommandReader, ImapSyntaxError, type ReaderEvent, type ReaderLimits } from '@postroom/imap';
import type { Connection } from '@postroom/net';

/** What the client says: the only part of a session that waits for bytes. */
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

  /** The next event; null when the client is gone. */
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

  /** The client sent so much without an end that nobody listens any more. */
  get endless(): boolean {
    return this.#reader.dead;
  }

  /** The next line as it is, for the answers inside AUTHENTICATE and IDLE; null when the client is gone. Throws ImapSyntaxError. */
  async line(): Promise<string | null> {
    this.#reader.linesOnly = true;
    const event = await this.next();
    this.#reader.linesOnly = false;
    if (event?.kind === 'refused') throw new ImapSyntaxError('The line is too long');
    return event?.kind === 'command' ? (event.command[0]?.bytes.toString('latin1') ?? '') : null;
  }

  /** The bytes of an announced literal as they arrive. Throws when the client goes away in the middle. */
  async *literal(): AsyncGenerator<Buffer, void, void> {
    this.#reader.takeStream();
    for (;;) {
      const event = await this.next();
      if (event?.kind === 'data-end') return;
      if (event?.kind !== 'data') throw new ConnectionLost();
      yield event.bytes;
    }
  }

  /** Expects that nothing follows a literal but the line end. */
  async endOfCommand(): Promise<void> {
    const event = await this.next();
    if (!event) throw new ConnectionLost();
    const rest = event.kind === 'command' && event.command.length === 1 ? event.command[0]?.bytes.length : undefined;
    if (rest !== 0) throw new ImapSyntaxError('Unexpected argument behind the literal');
  }

  /** Reads past a literal, announced or half read, that nobody wants any more. */
  dropLiteral(): void {
    this.#reader.dropStream();
  }

  /** Forgets what was read and not acted on yet; returns how many bytes. What is still in the socket stays there. */
  clear(): number {
    const { pending } = this.#reader;
    this.#reader.clear();
    return pending;
  }
}

/** The client went away in the middle of something: nobody is left to answer. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost';

  constructor() {
    super('the client went away');
  }
}
