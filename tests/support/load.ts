import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';

/** `accepted`: the reply was 250; `refused`: another reply; `unknown`: the connection broke before the reply. */
export type Answer = 'accepted' | 'refused' | 'unknown';

export interface LoadMail {
  /** Stands in the first line of the body. */
  readonly id: string;
  readonly recipients: readonly string[];
  readonly answer: Answer;
  /** The reply, where one came. */
  readonly reply: string;
}

export interface LoadOptions {
  /** Begins the id of every message; must be different for each load of a test file. */
  readonly name: string;
  readonly port: number;
  readonly sessions: number;
  /** Every mail goes to two of them, in turn. */
  readonly recipients: readonly string[];
  /** Sending ends after this many messages, if it is not stopped before. */
  readonly maxMails: number;
}

/** A reply that takes longer counts as missing. */
const REPLY_MS = 40_000;
const RECONNECT_MS = 50;

/**
 * Keeps SMTP sessions busy with small messages and notes the result of each. A message is never sent twice, whatever the result, so that the
 * content of a mailbox can be compared with what was promised.
 */
export class Load implements AsyncDisposable {
  readonly mails: LoadMail[] = [];
  readonly #options: LoadOptions;
  readonly #stop = new AbortController();
  readonly #settled = new EventTarget();
  readonly #sessions: Promise<unknown>;
  #sent = 0;
  #accepted = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#sessions = Promise.all(Array.from({ length: options.sessions }, () => this.#session()));
  }

  /** Resolves when that many more messages have got their 250. */
  async accepted(more: number): Promise<void> {
    const wanted = this.#accepted + more;
    const late = AbortSignal.timeout(REPLY_MS);
    while (this.#accepted < wanted) {
      try {
        await once(this.#settled, 'mail', { signal: late });
      } catch {
        const last = this.mails.at(-1);
        throw new Error(`${this.#accepted} of ${wanted} mails accepted in time; the last: ${JSON.stringify(last)}`);
      }
    }
  }

  /** Stops sending, waits for outstanding replies, and returns the results of all messages. */
  async stop(): Promise<readonly LoadMail[]> {
    this.#stop.abort();
    await this.#sessions;
    return this.mails;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #ended(): boolean {
    return this.#stop.signal.aborted || this.#sent >= this.#options.maxMails;
  }

  async #session(): Promise<void> {
    while (!this.#ended) {
      try {
        await using wire = await Wire.connect({ port: this.#options.port, timeout: REPLY_MS });
        await wire.expect(/^220 /);
        await wire.ask('HELO load.test', /^250 /);
        while (!this.#ended) await this.#send(wire);
      } catch {
        // The service is away or has just ended; the result of the current mail is already noted.
        await pause(RECONNECT_MS);
      }
    }
  }

  async #send(wire: Wire): Promise<void> {
    const number = this.#sent++;
    const { name, recipients: all } = this.#options;
    const recipients = [...new Set([all[number % all.length], all[(number + 1) % all.length]])] as string[];
    const mail = { id: `${name}-${number}`, recipients };
    await wire.line('MAIL FROM:<load@elsewhere.test>', ...recipients.map((recipient) => `RCPT TO:<${recipient}>`));
    const replies = [await wire.readLine()];
    for (const _ of recipients) replies.push(await wire.readLine());
    const refusal = replies.find((reply) => !reply.startsWith('250 '));
    if (refusal !== undefined) {
      this.#note({ ...mail, answer: 'refused', reply: refusal });
      await wire.ask('RSET', /^250 /);
      // A refusal may mean that a store is away, so this waits before the next message.
      await pause(RECONNECT_MS);
      return;
    }
    await wire.ask('DATA', /^354 /);
    const header = {
      From: 'load@elsewhere.test',
      To: recipients.join(', '),
      Subject: `load ${number}`,
      Date: new Date().toUTCString().replace('GMT', '+0000'),
      'Message-ID': `<${mail.id}@elsewhere.test>`,
    };
    const lines = Object.entries(header).map(([name, value]) => `${name}: ${value}\r\n`);
    await wire.send(`${lines.join('')}\r\n${mail.id}\r\n${'x'.repeat(60)}\r\n.\r\n`);
    const reply = await wire.readLine().catch((error: Error) => error);
    if (reply instanceof Error) {
      this.#note({ ...mail, answer: 'unknown', reply: reply.message });
      throw reply;
    }
    this.#note({ ...mail, answer: reply.startsWith('250 ') ? 'accepted' : 'refused', reply });
  }

  #note(mail: LoadMail): void {
    this.mails.push(mail);
    if (mail.answer === 'accepted') this.#accepted++;
    this.#settled.dispatchEvent(new Event('mail'));
  }
}
