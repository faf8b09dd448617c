import type { Address, Envelope } from '@postroom/mime';
import { imapNString } from '../values/imap-string.ts';

/** The ENVELOPE of a header without fields. */
export const EMPTY_ENVELOPE = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

/** The most octets of an ENVELOPE: it is stored, and sent for each of thousands of messages. */
const MAX_ENVELOPE_BYTES = 64 * 1024;
/** The most octets of the subject, and of any other text. */
const MAX_SUBJECT_BYTES = 16 * 1024;
const MAX_TEXT_BYTES = 1024;
/** The most octets of the addresses of From, of Sender and of Reply-To. */
const MAX_AUTHORS_BYTES = 4 * 1024;

/**
 * Renders the ENVELOPE of a message (RFC 3501 7.4.2, RFC 9051 7.5.2), parentheses included, with one character per octet. Encoded-words
 * stay encoded; a text that no quoted string can hold becomes a literal. Longer texts are cut, and the last addresses of a longer list
 * are left out: a client that needs everything reads the header.
 */
export function renderEnvelope(envelope: Envelope): string {
  const texts = `${cut(envelope.date, MAX_TEXT_BYTES)} ${cut(envelope.subject, MAX_SUBJECT_BYTES)}`;
  const ids = `${cut(envelope.inReplyTo, MAX_TEXT_BYTES)} ${cut(envelope.messageId, MAX_TEXT_BYTES)}`;
  const from = renderAddresses(envelope.from, MAX_AUTHORS_BYTES);
  const sender = envelope.sender === envelope.from ? from : renderAddresses(envelope.sender, MAX_AUTHORS_BYTES);
  const replyTo = envelope.replyTo === envelope.from ? from : renderAddresses(envelope.replyTo, MAX_AUTHORS_BYTES);
  let left = MAX_ENVELOPE_BYTES - texts.length - ids.length - from.length - sender.length - replyTo.length - 16;
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

const GROUP_END = '(NIL NIL NIL NIL)';

function renderAddresses(list: readonly Address[], octets: number): string {
  let out = '';
  let inGroup = false;
  for (const address of list) {
    const rendered = renderAddress(address);
    if (out.length + rendered.length + GROUP_END.length + 2 > octets) break;
    out += rendered;
    if (address.host === null) inGroup = address.mailbox !== null;
  }
  if (inGroup) out += GROUP_END;
  return out === '' ? 'NIL' : `(${out})`;
}

function renderAddress(address: Address): string {
  const { name, route, mailbox, host } = address;
  return `(${imapNString(name)} ${imapNString(route)} ${imapNString(mailbox)} ${imapNString(host)})`;
}
