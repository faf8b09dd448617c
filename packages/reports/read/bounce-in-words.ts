import {
  decodeWords,
  describe,
  FieldNames,
  fieldValue,
  messageIds,
  type Part,
  parseAddresses,
  parseHeader,
} from '@postroom/mime';
import { attachedHeader, beginning, textOf } from './first-part.ts';
import type { Dsn } from './read-dsn.ts';
import type { RecipientStatus } from './status-fields.ts';

const SENDER = new FieldNames(['from', 'x-failed-recipients']);
const FIELDS = new FieldNames(['from', 'subject', 'x-failed-recipients', 'in-reply-to', 'references']);
const ABOUT = new FieldNames(['message-id', 'subject']);

/** Who writes bounces (RFC 5321 4.5.1, and by custom). */
const WRITERS = /^(?:mailer-daemon|postmaster)@/i;
/** What a text says of a mail that is not given up. */
const WAITS =
  /\b(?:delayed|delivery attempts will continue|no action is required|will be retried|still undelivered)\b/i;
/** What a text says of a mail that arrived. */
const ARRIVED = /\b(?:successfully|return receipt|has been delivered|was delivered)\b/i;

/** The most of a text that is read, and the most recipients and lines of a reason that are kept. */
const MAX_LINES = 1_000;
const MAX_LINE = 1_000;
const MAX_RECIPIENTS = 100;
const MAX_REASON_LINES = 5;
const MAX_REASON = 500;

/** A line that begins with an address, in angle brackets or not, and what follows it there. */
const ADDRESSED = /^[\s<*]{0,20}([^\s<>()",:;@]{1,64}@[^\s<>()",:;@.][^\s<>()",:;@]{0,254})>?[.,]?(?:$|[\s:;(](.*)$)/;
const MESSAGE_ID = /^(?:> ?)?message-id:(?:[ \t]*)(<[^<>\s]{1,990}>)?/i;
/** RFC 3463 2, where it stands among words, `(#5.1.1)`. */
const STATUS = /(?:^|[\s#(])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/;

/** Whether a header may be that of a bounce for people only, by who wrote it. Cheap, and no proof. */
export function isBounceInWords(header: Buffer): boolean {
  return parseHeader(header, SENDER).some(
    (field) => field.name === 'x-failed-recipients' || WRITERS.test(addressesIn(fieldValue(header, field))[0] ?? ''),
  );
}

/**
 * Reads a bounce that is written for people only (qmail, Exim, Sendmail, old Exchange), not as RFC 3464 has it: a text with addresses at the
 * beginnings of lines and the reason behind them, and the message or its header. Undefined for other messages, and for one that does not say
 * the Message-ID of the message that came back. Nothing in it needs to be true; the caller compares the addresses with those of the message.
 */
export async function readBounceInWords(message: AsyncIterable<Uint8Array>): Promise<Dsn | undefined> {
  const raw = await beginning(message);
  const { tree } = describe(raw);
  const value = valuesOf(raw);
  const lines = textOf(raw, tree)
    .split('\n', MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE));
  const copyAt = startOfCopy(lines);
  const notice = lines.slice(0, copyAt);
  const words = `${value('subject')}\n${notice.join('\n')}`;
  const failed = addressesIn(value('x-failed-recipients'));
  if (failed.length === 0 && ARRIVED.test(words)) return undefined;
  const action = failed.length === 0 && WAITS.test(words) ? 'delayed' : 'failed';
  const recipients = recipientsOf(notice, action);
  const known = new Set(recipients.map(({ finalRecipient }) => finalRecipient.toLowerCase()));
  const others = failed.filter((address) => !known.has(address.toLowerCase()));
  recipients.push(...others.slice(0, MAX_RECIPIENTS).map((address) => statusOf(address, [], action)));
  const returned = returnedHeader(raw, tree) ?? Buffer.from(lines.slice(copyAt).join('\r\n').trimStart());
  const about = valuesOf(returned, ABOUT);
  const answered = value('in-reply-to') || value('references');
  const [messageId] = [...messageIds(about('message-id')), ...messageIds(answered).reverse()];
  if (messageId === undefined || recipients.length === 0) return undefined;
  const subject = about('subject');
  return {
    messageId: `<${messageId}>`,
    subject: subject === '' ? null : decodeWords(subject).trim(),
    reportingMta: (addressesIn(value('from'))[0] ?? '').replace(/^.*@/, ''),
    recipients,
  };
}

function valuesOf(header: Buffer, names = FIELDS): (name: string) => string {
  const fields = parseHeader(header, names);
  return (name) => {
    const field = fields.find((each) => each.name === name);
    return field ? fieldValue(header, field) : '';
  };
}

function addressesIn(value: string): string[] {
  return parseAddresses(value, MAX_RECIPIENTS).flatMap(({ mailbox, host }) =>
    mailbox && host ? `${mailbox}@${host}` : [],
  );
}

/** Returns the number of the line with which the copy of the message begins: after the last empty line before its Message-ID. */
function startOfCopy(lines: readonly string[]): number {
  const id = lines.findIndex((line) => MESSAGE_ID.test(line));
  if (id === -1) return lines.length;
  return lines.slice(0, id).findLastIndex((line) => line.trim() === '') + 1;
}

/** Returns the header of the first attached message, if there is one. */
function returnedHeader(raw: Buffer, tree: Part): Buffer | undefined {
  for (const part of tree.children ?? []) {
    const header = attachedHeader(raw, part);
    if (header) return header;
  }
  return undefined;
}

function recipientsOf(notice: readonly string[], action: string): RecipientStatus[] {
  const found = new Map<string, RecipientStatus>();
  for (let at = 0; at < notice.length && found.size < MAX_RECIPIENTS; at++) {
    const [, written, rest = ''] = ADDRESSED.exec(notice[at] as string) ?? [];
    const address = written?.replace(/\.$/, '');
    if (address === undefined || found.has(address.toLowerCase())) continue;
    const reason = [rest.trim()];
    for (const line of notice.slice(at + 1, at + 1 + MAX_REASON_LINES)) {
      if (line.trim() === '' || ADDRESSED.test(line)) break;
      reason.push(line.trim());
    }
    found.set(address.toLowerCase(), statusOf(address, reason, action));
  }
  return [...found.values()];
}

function statusOf(address: string, reason: readonly string[], action: string): RecipientStatus {
  const diagnostic = reason.join(' ').trim().slice(0, MAX_REASON);
  return {
    finalRecipient: address,
    originalRecipient: '',
    action,
    status: STATUS.exec(diagnostic)?.[1] ?? (action === 'failed' ? '5.0.0' : '4.0.0'),
    diagnostic,
  };
}
