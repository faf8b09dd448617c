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

/** A command, and what its client has to hear for it. */
export interface Command {
  readonly text: string;
  /** What follows behind the command's line. */
  readonly literal?: string;
  /** EXPUNGE may come for it. */
  readonly expunges: boolean;
  /** All that came before it was heard. */
  begins?(view: MailboxView): void;
  /** Checks the answer, `OK [COPYUID …] …`, and takes over what was not told. */
  answered?(status: string, view: MailboxView): void;
}

let sessions = 0;

/** A client with a view of the mailbox that it has selected; its last lines go with every error. */
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

  /** Opens the mailbox anew: what was known is forgotten. */
  async select(readOnly: boolean): Promise<void> {
    sessions += 1;
    this.view = new MailboxView(this.#facts, sessions, readOnly);
    await this.run({ text: `${readOnly ? 'EXAMINE' : 'SELECT'} ${this.place.mailbox}`, expunges: true });
  }

  /** Gives commands at once, and hears what comes for each in turn. */
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

  /** RFC 2177: hears of all that happens until `over`. */
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

  /** Hears everything up to the line that begins so, whose rest it gives. */
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
