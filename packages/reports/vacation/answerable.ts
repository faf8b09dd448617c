import {
  decodeWords,
  FieldNames,
  fieldValue,
  fitsOnLine,
  messageIds,
  parseAddresses,
  parseHeader,
} from '@postroom/mime';

const FIELDS = [
  ...['auto-submitted', 'content-type', 'precedence', 'x-auto-response-suppress', 'x-loop', 'to', 'cc', 'bcc'],
  ...['resent-to', 'resent-cc', 'resent-bcc', 'subject', 'message-id', 'references', 'in-reply-to'],
  ...['list-id', 'list-help', 'list-unsubscribe', 'list-subscribe', 'list-post', 'list-owner', 'list-archive'],
];
const NAMES = new FieldNames(FIELDS);
const RECIPIENT_FIELDS = new Set(['to', 'cc', 'bcc', 'resent-to', 'resent-cc', 'resent-bcc']);

/** The most addresses of one message that are read. */
const MAX_RECIPIENTS = 1_000;

/** Local parts of programs: those of RFC 3834 2, and other usual ones. */
const PROGRAMS =
  /^(?:owner-.*|.*-request|.*-owner|mailer-daemon|postmaster|listserv|majordomo|.*bounces?(?:[+=-].*)?|no-?reply.*|do-?not-?reply.*|donotreply.*)@/i;

/** What a vacation answer needs of the message that it answers. */
export interface Answerable {
  readonly subject: string;
  /** With its angle brackets; '' when there is none. */
  readonly messageId: string;
  /** Message-ids, without angle brackets, that the message refers to. */
  readonly references: readonly string[];
}

/**
 * Returns what an answer needs if a program may answer the message (RFC 3834 2, RFC 5230 4.5, 4.6), else undefined. It may not answer a
 * null sender, a program, a list or an automatic message, nor one that does not name the recipient.
 */
export function answerable(
  header: Buffer,
  sender: string,
  isRecipient: (address: string) => boolean,
): Answerable | undefined {
  if (sender === '' || PROGRAMS.test(sender)) return undefined;
  const fields = parseHeader(header, NAMES).map((field) => ({ name: field.name, value: fieldValue(header, field) }));
  if (fields.some(isAutomatic)) return undefined;
  let left = MAX_RECIPIENTS;
  const namesRecipient = fields
    .filter(({ name }) => RECIPIENT_FIELDS.has(name))
    .some(({ value }) => {
      const addresses = left > 0 ? parseAddresses(value, left) : [];
      left -= addresses.length;
      return addresses.some(({ mailbox, host }) => mailbox && host && isRecipient(`${mailbox}@${host}`));
    });
  if (!namesRecipient) return undefined;
  const first = (name: string): string => fields.find((field) => field.name === name)?.value ?? '';
  const messageId = /^\s*(<[!-;=?-~]{1,900}>)/.exec(first('message-id'))?.[1] ?? '';
  const before = messageIds(first('references') || first('in-reply-to'));
  return { subject: decodeWords(first('subject')).trim(), messageId, references: before.filter(fitsOnLine).slice(-20) };
}

/** Returns whether a field shows that a list or a program sent the message (RFC 3834 2). */
export function isAutomatic({ name, value }: { name: string; value: string }): boolean {
  const word = /^\s*([A-Za-z-]+)/.exec(value)?.[1]?.toLowerCase() ?? '';
  switch (name) {
    case 'auto-submitted':
      return word !== 'no';
    // RFC 3834 2: a report, such as a complaint (RFC 5965), comes from a program, which may have a reverse-path.
    case 'content-type':
      return /^\s*multipart\/report\b/i.test(value);
    case 'precedence':
      return ['bulk', 'junk', 'list'].includes(word);
    case 'x-auto-response-suppress':
      return /\b(?:all|oof|autoreply)\b/i.test(value);
    default:
      return name.startsWith('list-') || name === 'x-loop';
  }
}
