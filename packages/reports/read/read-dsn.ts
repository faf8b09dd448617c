import { decodeWords, FieldNames, fieldValue, messageIds, parseHeader } from '@postroom/mime';
import { reportParts } from './report-parts.ts';
import { type DeliveryStatus, readStatusFields } from './status-fields.ts';

/** A delivery status notification (RFC 3464) that somebody else wrote: nothing in it need be true. */
export interface Dsn extends DeliveryStatus {
  /** The Message-ID of the message that it is about, with its angle brackets. */
  readonly messageId: string;
  /** Of that message; null where it has none. */
  readonly subject: string | null;
}

const ABOUT = new FieldNames(['message-id', 'subject']);

/** Reads one; undefined for what is none, and for one that does not bring back the Message-ID of what it is about. */
export async function readDsn(message: AsyncIterable<Uint8Array>): Promise<Dsn | undefined> {
  const parts = await reportParts(message);
  if (parts === undefined) return undefined;
  const fields = parseHeader(parts.returned, ABOUT);
  const value = (name: string): string | null => {
    const field = fields.find((each) => each.name === name);
    return field ? fieldValue(parts.returned, field) : null;
  };
  const [messageId] = messageIds(value('message-id') ?? '');
  if (messageId === undefined) return undefined;
  const subject = value('subject');
  return {
    messageId: `<${messageId}>`,
    subject: subject === null ? null : decodeWords(subject).trim(),
    ...readStatusFields(parts.status),
  };
}
