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

export function renderEnvelopeFields(envelope: Envelope): string {
  const from = renderAddresses(envelope.from);
  const sender = envelope.sender === envelope.from ? from : renderAddresses(envelope.sender);
  const replyTo = envelope.replyTo === envelope.from ? from : renderAddresses(envelope.replyTo);
  const [to, cc, bcc] = [renderAddresses(envelope.to), renderAddresses(envelope.cc), renderAddresses(envelope.bcc)];
  const texts = `${imapNString(envelope.date)} ${imapNString(envelope.subject)}`;
  const ids = `${imapNString(envelope.inReplyTo)} ${imapNString(envelope.messageId)}`;
  return `(${texts} ${from} ${sender} ${replyTo} ${to} ${cc} ${bcc} ${ids})`;
}

function renderAddresses(list: readonly Address[]): string {
  return list.length === 0 ? 'NIL' : `(${list.map(renderAddress).join('')})`;
}

function renderAddress(address: Address): string {
  const { name, route, mailbox, host } = address;
  return `(${imapNString(name)} ${imapNString(route)} ${imapNString(mailbox)} ${imapNString(host)})`;
}
