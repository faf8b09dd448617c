import { type Address, parseAddresses } from './addresses.ts';
import { fieldValue, type HeaderField, parseHeader } from './header/fields.ts';
import { FieldNames } from './header/names.ts';
import { imapNString } from './imap-string.ts';

/** The fields an ENVELOPE is made of. Texts are unfolded raw bytes as latin1, null when the field is absent. */
export type Envelope = {
  date: string | null;
  subject: string | null;
  from: Address[];
  sender: Address[];
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  inReplyTo: string | null;
  messageId: string | null;
};

/** Collects the ENVELOPE's fields. Of fields that may occur once the first counts; recipients are joined (RFC 5322 4.5.3). */
export function readEnvelope(header: Uint8Array, fields: readonly HeaderField[]): Envelope {
  const values = new Map<string, string>();
  for (const field of fields) {
    if (!envelopeSet.has(field.name)) continue;
    const earlier = values.get(field.name);
    if (earlier === undefined) values.set(field.name, fieldValue(header, field));
    else if (recipientFields.has(field.name)) values.set(field.name, `${earlier}, ${fieldValue(header, field)}`);
  }
  const addresses = (name: string): Address[] => {
    const value = values.get(name);
    return value ? parseAddresses(value) : [];
  };
  const from = addresses('from');
  const sender = addresses('sender');
  const replyTo = addresses('reply-to');
  return {
    date: values.get('date') ?? null,
    subject: values.get('subject') ?? null,
    from,
    // RFC 3501 7.4.2: absent or empty, these two are the same as From
    sender: sender.length > 0 ? sender : from,
    replyTo: replyTo.length > 0 ? replyTo : from,
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    inReplyTo: values.get('in-reply-to') ?? null,
    messageId: values.get('message-id') ?? null,
  };
}

const recipientFields = new Set(['to', 'cc', 'bcc']);
/** The fields an ENVELOPE is read from. */
export const envelopeFields: readonly string[] = [
  ...recipientFields,
  'date',
  'subject',
  'from',
  'sender',
  'reply-to',
  'in-reply-to',
  'message-id',
];
const envelopeNames = new FieldNames(envelopeFields);
const envelopeSet = new Set(envelopeFields);

/** The ENVELOPE of a header without fields. */
export const emptyEnvelope = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

/**
 * The IMAP ENVELOPE of a header block (RFC 3501 7.4.2, RFC 9051 7.5.2), parentheses included. Encoded-words are not
 * decoded; what no quoted string can hold is a literal.
 */
export function renderEnvelope(header: Uint8Array): Buffer {
  return Buffer.from(envelopeText(header, parseHeader(header, envelopeNames)), 'latin1');
}

/** As renderEnvelope, from parsed fields, as text with one character per byte. */
export function envelopeText(header: Uint8Array, fields: readonly HeaderField[]): string {
  return renderEnvelopeFields(readEnvelope(header, fields));
}

/** Octets of an ENVELOPE at most: it is kept, and sent for each of thousands of messages. */
const maxEnvelope = 64 * 1024;
/** Octets of one of its texts at most. */
const maxSubject = 16 * 1024;
const maxText = 1024;
/** Octets of the addresses of From, of Sender and of Reply-To at most. */
const maxAuthors = 4 * 1024;

/**
 * Texts that are longer are cut, and of a longer list the addresses at its end are left out: whoever needs them all reads the
 * header.
 */
export function renderEnvelopeFields(envelope: Envelope): string {
  const texts = `${cut(envelope.date, maxText)} ${cut(envelope.subject, maxSubject)}`;
  const ids = `${cut(envelope.inReplyTo, maxText)} ${cut(envelope.messageId, maxText)}`;
  const from = renderAddresses(envelope.from, maxAuthors);
  const sender = envelope.sender === envelope.from ? from : renderAddresses(envelope.sender, maxAuthors);
  const replyTo = envelope.replyTo === envelope.from ? from : renderAddresses(envelope.replyTo, maxAuthors);
  let left = maxEnvelope - texts.length - ids.length - from.length - sender.length - replyTo.length - 16;
  const [to, cc, bcc] = [envelope.to, envelope.cc, envelope.bcc].map((list) => {
    const rendered = renderAddresses(list, left);
    left -= rendered.length;
    return rendered;
  });
  return `(${texts} ${from} ${sender} ${replyTo} ${to} ${cc} ${bcc} ${ids})`;
}

function cut(text: string | null, length: number): string {
  return imapNString(text?.slice(0, length));
}

const groupEnd = '(NIL NIL NIL NIL)';

function renderAddresses(list: readonly Address[], octets: number): string {
  let out = '';
  let inGroup = false;
  for (const address of list) {
    const rendered = renderAddress(address);
    if (out.length + rendered.length + groupEnd.length + 2 > octets) break;
    out += rendered;
    if (address.host === null) inGroup = address.mailbox !== null;
  }
  if (inGroup) out += groupEnd;
  return out === '' ? 'NIL' : `(${out})`;
}

function renderAddress(address: Address): string {
  const { name, route, mailbox, host } = address;
  return `(${imapNString(name)} ${imapNString(route)} ${imapNString(mailbox)} ${imapNString(host)})`;
}
