import { Wire } from '@postroom/testkit';
import type { MailboxFacts } from './facts.ts';
import { readValues, type Value } from './values.ts';
import { MailboxView } from './view.ts';

export interface Place {
  readonly port: number;
  readonly address: string;
  readonly password: string;
  readonly mailbox: string;
}

/** A command, and what its client expects as a response. */
export interface Command {
  readonly text: string;
  /** The literal after the command's line. */
  readonly literal?: string;
  /** Whether an EXPUNGE may come in response. */
  readonly expunges: boolean;
  /** Called when the responses to earlier commands are read. */
  begins?(view: MailboxView): void;
  /** Checks the status, `OK [COPYUID …] …`, and applies changes that the server does not report. */
  answered?(status: string, view: MailboxView): void;
}

let sessions = 0;

/** A client with a view of its selected mailbox; every error includes its last lines. */
export class ViewingClient implements AsyncDisposable {
  readonly place: Place;
  readonly condstore: boolean;
  view: MailboxView;
  readonly #facts: MailboxFacts;
  readonly #wire: Wire;
  readonly #log: string[] = [];
  #tag = 0;

  private constructor(wire: Wire, place: Place, facts: MailboxFacts, condstore: boolean) {
    this.#wire = wire;
    this.place = place;
    this.condstore = condstore;
    this.#facts = facts;
    this.view = new MailboxView(facts, 0, true);
  }

  static async login(place: Place, facts: MailboxFacts, condstore: boolean): Promise<ViewingClient> {
    const wire = await Wire.connect({ port: place.port, timeout: 120_000 });
    await wire.expect(/^\* OK /);
    const client = new ViewingClient(wire, place, facts, condstore);
    await client.run({ text: `LOGIN ${place.address} "${place.password}"`, expunges: true });
    if (condstore) await client.run({ text: 'ENABLE CONDSTORE', expunges: true });
    return client;
  }

  /** Selects the mailbox again and forgets what was known. */
  async select(readOnly: boolean): Promise<void> {
    sessions += 1;
    this.view = new MailboxView(this.#facts, sessions, readOnly);
    await this.run({ text: `${readOnly ? 'EXAMINE' : 'SELECT'} ${this.place.mailbox}`, expunges: true });
  }

  /** Sends several commands at once, and reads the responses to each in turn. */
  async run(...commands: readonly Command[]): Promise<void> {
    const tagged = commands.map((command) => ({ command, tag: this.#next() }));
    let lines = '';
    for (const { command, tag } of tagged) {
      const { text, literal } = command;
      this.#note(`C: ${tag} ${text}`);
      lines += literal === undefined ? `${tag} ${text}\r\n` : `${tag} ${text} {${literal.length}+}\r\n${literal}\r\n`;
    }
    await this.#wire.send(Buffer.from(lines, 'latin1'));
    for (const { command, tag } of tagged) {
      this.view.mayExpunge = command.expunges;
      command.begins?.(this.view);
      const status = await this.#until(`${tag} `);
      this.#check(() => {
        if (/^BAD|^NO \[SERVERBUG/.test(status)) throw new Error(status);
        command.answered?.(status, this.view);
      });
      this.view.forget();
    }
  }

  /** Idles (RFC 2177) and reads all that happens until `over` resolves. */
  async idle(over: () => Promise<void>): Promise<void> {
    const tag = this.#next();
    this.#note(`C: ${tag} IDLE`);
    this.view.mayExpunge = true;
    await this.#wire.line(`${tag} IDLE`);
    await this.#until('+ ');
    await over();
    await this.#wire.line('DONE');
    await this.#until(`${tag} OK`);
    this.view.forget();
  }

  /** Reads everything up to the line with that beginning; returns the rest of that line. */
  async #until(start: string): Promise<string> {
    for (;;) {
      const { text, literals } = await this.#response();
      if (text.startsWith(start)) return text.slice(start.length);
      this.#check(() => {
        if (!text.startsWith('* ') || text.startsWith('* BYE')) throw new Error('not expected');
        if (!/^\* (OK|NO|BAD|LIST|STATUS|CAPABILITY|ENABLED|THREAD|ESEARCH) /.test(text)) this.#hear(text, literals);
      });
    }
  }

  #hear(text: string, literals: readonly Buffer[]): void {
    const values: Value[] = readValues(text.slice(2), literals);
    this.view.hear(values);
  }

  async #response(): Promise<{ text: string; literals: Buffer[] }> {
    const literals: Buffer[] = [];
    let text = '';
    for (;;) {
      text += await this.#wire.readLine().catch((error: Error) => this.#fail(error));
      const [, size] = /\{(\d+)\}$/.exec(text) ?? [];
      if (size === undefined) break;
      literals.push(await this.#wire.readBytes(Number(size)));
    }
    this.#note(`S: ${text}`);
    return { text, literals };
  }

  #next(): string {
    this.#tag += 1;
    return `t${this.#tag}`;
  }

  #note(line: string): void {
    this.#log.push(line.slice(0, 400));
    if (this.#log.length > 60) this.#log.shift();
  }

  #check<Result>(look: () => Result): Result {
    try {
      return look();
    } catch (error) {
      return this.#fail(error as Error);
    }
  }

  #fail(error: Error): never {
    const { session, messages } = this.view;
    const known = messages.map(({ uid }, index) => `${index + 1}=${uid ?? '?'}`).join(' ');
    throw new Error(`session ${session}: ${error.message}\n${known}\n${this.#log.join('\n')}`, { cause: error });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.close();
  }
}
