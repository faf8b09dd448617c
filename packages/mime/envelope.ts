import type { Address } from './address.ts';
import { parseAddresses } from './addresses.ts';
import { fieldValue, type HeaderField } from './header/fields.ts';

/**
 * The envelope fields of a header (RFC 3501 7.4.2). Texts are unfolded raw bytes as latin1, null when the field is
 * absent.
 */
export interface Envelope {
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
}

/** Reads the envelope. Of fields that may occur only once the last counts (RFC 8621 4.1.3); repeated recipient fields are joined (RFC 5322 4.5.3). */
export function readEnvelope(header: Uint8Array, fields: readonly HeaderField[]): Envelope {
  const values = new Map<string, string>();
  for (const field of fields) {
    if (!envelopeSet.has(field.name)) continue;
    const earlier = recipientFields.has(field.name) ? values.get(field.name) : undefined;
    const value = fieldValue(header, field);
    values.set(field.name, earlier === undefined ? value : `${earlier}, ${value}`);
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
    // RFC 3501 7.4.2: an absent or empty Sender or Reply-To is the same as From
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
/** The fields that an envelope is read from. */
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
const envelopeSet = new Set(envelopeFields);

/** What an address counts in addition to its texts, because even a short one takes memory. */
const ADDRESS_BYTES = 24;

/** Returns about how many bytes the texts and addresses of an envelope take. */
export function envelopeBytes(envelope: Envelope): number {
  const { date, subject, inReplyTo, messageId, from, sender, replyTo, to, cc, bcc } = envelope;
  let bytes = 0;
  for (const text of [date, subject, inReplyTo, messageId]) bytes += text?.length ?? 0;
  for (const list of [from, sender, replyTo, to, cc, bcc]) {
    for (const { name, route, mailbox, host } of list) {
      for (const text of [name, route, mailbox, host]) bytes += text?.length ?? 0;
      bytes += ADDRESS_BYTES;
    }
  }
  return bytes;
}
