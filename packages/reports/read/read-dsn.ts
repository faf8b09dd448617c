import { FieldNames, fieldValue, messageIds, parseHeader } from '@postroom/mime';
import { reportParts } from './report-parts.ts';
import { type DeliveryStatus, readStatusFields } from './status-fields.ts';

/** A delivery status notification (RFC 3464) that somebody else wrote: nothing in it need be true. */
export interface Dsn extends DeliveryStatus {
  /** The Message-ID of the message that it is about, with its angle brackets. */
  readonly messageId: string;
}

const MESSAGE_ID = new FieldNames(['message-id']);

/** Reads one; undefined for what is none, and for one that does not bring back the Message-ID of what it is about. */
export async function readDsn(message: AsyncIterable<Uint8Array>): Promise<Dsn | undefined> {
  const parts = await reportParts(message);
  if (parts === undefined) return undefined;
  const [field] = parseHeader(parts.returned, MESSAGE_ID);
  const [messageId] = field ? messageIds(fieldValue(parts.returned, field)) : [];
  return messageId === undefined ? undefined : { messageId: `<${messageId}>`, ...readStatusFields(parts.status) };
}
