import type { SmtpError } from '@postroom/smtp';
import type { Transaction } from '../transaction.ts';
import type { Session } from './session.ts';

/** The commands about a mail whose refusals are noted. A refusal of DATA is noted with its envelope by noteMessage. */
const KINDS = { MAIL: 'sender', RCPT: 'recipient' } as const;
/** A command in the wrong order is not about a mail. */
const BAD_SEQUENCE = 503;

/** Notes that a sender or a recipient was refused, so that an operator can find out why. */
export function noteCommand(session: Session, line: Buffer, refusal: SmtpError): void {
  const kind = KINDS[line.toString('latin1', 0, 4).toUpperCase() as keyof typeof KINDS];
  if (!kind || refusal.code === BAD_SEQUENCE) return;
  const said = line.toString('utf8', 4, 512);
  const address = /<([^<>]*)>/.exec(said)?.[1] ?? said.trim();
  const transaction = 'transaction' in session.state ? session.state.transaction : undefined;
  const what = {
    kind,
    sender: kind === 'sender' ? address : senderOf(transaction),
    recipient: kind === 'recipient' ? address : undefined,
  };
  if (remember(session, refusal, what)) say(session, refusal, { kind, from: what.sender, recipient: what.recipient });
}

/** Notes that a message was refused, once for each recipient, since each may ask; the log gets one line. */
export function noteMessage(session: Session, transaction: Transaction, refusal: SmtpError): void {
  const sender = senderOf(transaction);
  const { mailId, recipients } = transaction;
  let written = false;
  for (const { address: recipient } of recipients.values()) {
    written = remember(session, refusal, { kind: 'message', sender, recipient, mailId }) || written;
  }
  if (written) say(session, refusal, { kind: 'message', from: sender, recipients: recipients.size, mail: mailId });
}

interface What {
  readonly kind: 'sender' | 'recipient' | 'message';
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly mailId?: string | undefined;
}

function remember(session: Session, refusal: SmtpError, what: What): boolean {
  const client = session.connection.client.address;
  const helo = heloOf(session);
  return session.services.noteRefusal({ ...what, client, helo, login: session.user?.address, reply: replyOf(refusal) });
}

function say(session: Session, refusal: SmtpError, fields: object): void {
  session.log.info({ ...fields, helo: heloOf(session), reply: replyOf(refusal), ...refusal.detail }, 'refused');
}

function heloOf({ state }: Session): string | undefined {
  return 'hello' in state ? state.hello.name : undefined;
}

function replyOf({ code, message }: SmtpError): string {
  return `${code} ${message}`;
}

function senderOf(transaction: Transaction | undefined): string | undefined {
  return transaction && (transaction.reversePath || '<>');
}
