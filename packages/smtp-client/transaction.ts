import {
  DotStuffer,
  type Extensions,
  isReturned,
  minDeliverBy,
  replyClass,
  replyText,
  sizeLimit,
} from '@postroom/smtp';
import { mailCommand, rcptCommand, wantsSmtpUtf8 } from './commands.ts';
import type { Dialogue } from './dialogue.ts';

import { connectionFailure, failureOfReply, SmtpFailure } from './failure.ts';
import { failed, type OutgoingMessage, type RecipientOutcome } from './message.ts';
import type { Timeouts } from './timeouts.ts';

/** RFC 2852 4: a message in return mode must not go to a server that would not return it. Throws SmtpFailure. */
function requireTime({ deliverBy }: OutgoingMessage, extensions: Extensions): void {
  if (!deliverBy || !isReturned(deliverBy.mode)) return;
  const least = minDeliverBy(extensions);
  if (least !== undefined && least <= deliverBy.seconds) return;
  const text =
    least === undefined
      ? 'the message must be returned when it is late, and the server does not support DELIVERBY'
      : `the message must be delivered in ${deliverBy.seconds} s, and the server needs at least ${least} s (DELIVERBY)`;
  throw new SmtpFailure('mail', 'permanent', text, { enhanced: '5.3.3' });
}

interface Commands {
  mail: string;
  rcpt: { index: number; command: string }[];
}

/**
 * One mail transaction (RFC 5321 3.3): MAIL, RCPT for each recipient, DATA. Collects an outcome per recipient; an error of
 * the transaction is the outcome of all recipients that have none yet. Only a content that cannot be read throws.
 */
export class Transaction {
  readonly #dialogue: Dialogue;
  readonly #extensions: Extensions;
  readonly #timeouts: Timeouts;
  readonly #message: OutgoingMessage;
  readonly #outcomes: (RecipientOutcome | undefined)[];
  /** When the end of the message was written. */
  #endSentAt: Date | undefined;

  constructor(dialogue: Dialogue, extensions: Extensions, timeouts: Timeouts, message: OutgoingMessage) {
    this.#dialogue = dialogue;
    this.#extensions = extensions;
    this.#timeouts = timeouts;
    this.#message = message;
    this.#outcomes = message.recipients.map(() => undefined);
  }

  async run(): Promise<readonly RecipientOutcome[]> {
    try {
      const commands = this.#envelope();
      if (commands.rcpt.length > 0 && (await this.#sendEnvelope(commands))) {
        if (this.#message.binary) await this.#sendChunks();
        else await this.#sendContent();
        await this.#endOfData();
      }
    } catch (error) {
      if (!(error instanceof SmtpFailure)) throw error;
      this.#settleRest(error, this.#endSentAt !== undefined && error.class === 'connection');
    }
    const known = this.#outcomes.filter((outcome) => outcome !== undefined);
    const handedOverAt = this.#endSentAt;
    // A recipient that was refused earlier was not handed over.
    return handedOverAt ? known.map((one) => (one.stage === 'end-of-data' ? { ...one, handedOverAt } : one)) : known;
  }

  /** Returns the commands for this server; recipients that cannot go there get their outcome. */
  #envelope(): Commands {
    const message = this.#message;
    const limit = sizeLimit(this.#extensions);
    if (limit !== undefined && message.size > limit) {
      const text = `the message has ${message.size} octets, and the server accepts at most ${limit}`;
      throw new SmtpFailure('mail', 'permanent', text, { enhanced: '5.3.4' });
    }
    const smtpUtf8 = wantsSmtpUtf8(message) && this.#extensions.has('SMTPUTF8');
    if (message.utf8Header && !smtpUtf8) {
      const text = 'the header is not ASCII, and the server does not support SMTPUTF8';
      throw new SmtpFailure('mail', 'permanent', text, { enhanced: '5.6.9' });
    }
    if (message.requireTls && !this.#extensions.has('REQUIRETLS')) {
      const text = 'the message requires TLS, and the server does not support REQUIRETLS';
      throw new SmtpFailure('mail', 'permanent', text, { enhanced: '5.7.30' });
    }
    if (message.binary && !(this.#extensions.has('CHUNKING') && this.#extensions.has('BINARYMIME'))) {
      const text = 'the message is binary, and the server does not support BINARYMIME';
      throw new SmtpFailure('mail', 'permanent', text, { enhanced: '5.6.3' });
    }
    requireTime(message, this.#extensions);
    const mail = mailCommand(message, this.#extensions, smtpUtf8);
    const rcpt: Commands['rcpt'] = [];
    for (const [index, recipient] of message.recipients.entries()) {
      try {
        rcpt.push({ index, command: rcptCommand(recipient, this.#extensions, smtpUtf8) });
      } catch (error) {
        this.#outcomes[index] = failed(recipient.address, connectionFailure('rcpt', error));
      }
    }
    return { mail, rcpt };
  }

  /**
   * Sends the envelope; returns true when the server waits for the content. With PIPELINING (RFC 2920) everything up to DATA is one write.
   * A binary message uses BDAT, which needs no invitation.
   */
  async #sendEnvelope({ mail, rcpt }: Commands): Promise<boolean> {
    const { command, rcpt: rcptTimeout, dataInitiation } = this.#timeouts;
    const pipelining = this.#extensions.has('PIPELINING');
    if (pipelining) {
      const data = this.#message.binary ? [] : ['DATA'];
      await this.#dialogue.send('mail', [mail, ...rcpt.map((one) => one.command), ...data], command);
    }
    const ask = (stage: 'mail' | 'rcpt' | 'data', line: string, timeout: number) =>
      pipelining ? this.#dialogue.reply(stage, timeout) : this.#dialogue.ask(stage, line, timeout);

    const mailReply = await ask('mail', mail, command);
    const refused = replyClass(mailReply) === 'positive' ? undefined : failureOfReply('mail', mailReply);
    if (refused) this.#settleRest(refused);
    if (refused && !pipelining) return false;
    for (const { index, command: line } of rcpt) {
      const reply = await ask('rcpt', line, rcptTimeout);
      if (replyClass(reply) === 'positive') continue;
      this.#settle(index, failureOfReply('rcpt', reply));
    }
    if (this.#message.binary) return this.#pending() > 0;
    if (this.#pending() === 0 && !pipelining) return false;
    const dataReply = await ask('data', 'DATA', dataInitiation);
    if (replyClass(dataReply) !== 'intermediate') throw failureOfReply('data', dataReply);
    if (this.#pending() > 0) return true;
    // RFC 2920 3.1: a server may accept DATA without any accepted recipient; it gets an empty message for nobody.
    await this.#dialogue.ask('end-of-data', '.', this.#timeouts.dataTermination);
    return false;
  }

  async #sendContent(): Promise<void> {
    const { lines } = this.#dialogue;
    const stuffer = new DotStuffer();
    let octets = 0;
    try {
      for await (const chunk of this.#message.content()) {
        octets += chunk.length;
        await this.#guarded(lines.write(stuffer.push(chunk), this.#timeouts.dataBlock));
        // A reply before the end of the message means that it is refused; the rest need not be sent.
        if (lines.unread > 0) await this.#refusedEarly();
      }
    } catch (error) {
      // A message without its end does not count, so the connection must break before anything else is sent.
      lines.destroy();
      throw error;
    }
    this.#dialogue.log('*', `message sent, ${octets} octets`);
    this.#dialogue.log('>', '.');
    this.#endSentAt = new Date();
    await this.#guarded(lines.write(stuffer.end(), this.#timeouts.dataBlock));
  }

  /** Sends the octets unchanged in chunks (RFC 3030 2), each with its own reply; the last chunk is empty. */
  async #sendChunks(): Promise<void> {
    const { lines } = this.#dialogue;
    const { dataBlock, command } = this.#timeouts;
    let octets = 0;
    try {
      for await (const chunk of this.#message.content()) {
        if (chunk.length === 0) continue;
        octets += chunk.length;
        await this.#dialogue.send('message', [`BDAT ${chunk.length}`], command);
        await this.#guarded(lines.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), dataBlock));
        const reply = await this.#dialogue.reply('message', this.#timeouts.dataTermination);
        if (replyClass(reply) !== 'positive') throw failureOfReply('message', reply);
      }
    } catch (error) {
      // A message without LAST does not count.
      lines.destroy();
      throw error;
    }
    this.#dialogue.log('*', `message sent, ${octets} octets`);
    this.#endSentAt = new Date();
    await this.#dialogue.send('end-of-data', ['BDAT 0 LAST'], command);
  }

  /** Prefers the server's last reply, if there was one, to a mere "connection lost". */
  async #guarded(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      if (this.#dialogue.lines.unread > 0) await this.#refusedEarly();
      throw connectionFailure('message', error);
    }
  }

  async #refusedEarly(): Promise<never> {
    throw failureOfReply('message', await this.#dialogue.reply('message', this.#timeouts.command));
  }

  async #endOfData(): Promise<void> {
    const reply = await this.#dialogue.reply('end-of-data', this.#timeouts.dataTermination);
    if (replyClass(reply) !== 'positive') throw failureOfReply('end-of-data', reply);
    const { code, enhanced } = reply;
    const text = replyText(reply);
    for (const [index, { address }] of this.#message.recipients.entries()) {
      this.#outcomes[index] ??= {
        address,
        result: 'accepted',
        stage: 'end-of-data',
        code,
        enhanced,
        text,
        isSilent: false,
        mayHaveBeenAccepted: false,
      };
    }
  }

  #pending(): number {
    return this.#outcomes.filter((outcome) => outcome === undefined).length;
  }

  #settle(index: number, failure: SmtpFailure, mayHaveBeenAccepted = false): void {
    const address = this.#message.recipients[index]?.address ?? '';
    this.#outcomes[index] ??= failed(address, failure, mayHaveBeenAccepted);
  }

  #settleRest(failure: SmtpFailure, mayHaveBeenAccepted = false): void {
    for (const index of this.#outcomes.keys()) this.#settle(index, failure, mayHaveBeenAccepted);
  }
}
