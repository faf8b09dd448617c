import { decodeWords, FieldNames, fieldValue, messageIds, parseHeader } from '@postroom/mime';
import { reportParts } from './report-parts.ts';
import { type DeliveryStatus, readStatusFields } from './status-fields.ts';

/** A delivery status notification (RFC 3464) from somebody else: nothing in it needs to be true. */
export interface Dsn extends DeliveryStatus {
  /** The Message-ID of the reported message, with its angle brackets. */
  readonly messageId: string;
  /** The subject of that message; null where it has none. */
  readonly subject: string | null;
}

const ABOUT = new FieldNames(['message-id', 'subject']);

/** Reads a notification; undefined for other messages, and for one that does not return the Message-ID of the reported message. */
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
