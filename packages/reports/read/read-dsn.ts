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
/** The Message-ID of the reported message, in the status part of servers that return nothing of it. */
const ORIGINAL_ID = new FieldNames(['x-original-message-id', 'original-message-id']);
/** The same in the header of the report. */
const IN_REPLY_TO = new FieldNames(['in-reply-to']);

/** Reads a notification; undefined for other messages, and for one that does not say the Message-ID of the reported message. */
export async function readDsn(message: AsyncIterable<Uint8Array>): Promise<Dsn | undefined> {
  const parts = await reportParts(message);
  if (parts === undefined) return undefined;
  const { returned, status, front } = parts;
  const fields = parseHeader(returned, ABOUT);
  const value = (name: string): string | null => {
    const field = fields.find((each) => each.name === name);
    return field ? fieldValue(returned, field) : null;
  };
  const messageId = firstId(value('message-id')) ?? idIn(status, ORIGINAL_ID) ?? idIn(front, IN_REPLY_TO);
  if (messageId === undefined) return undefined;
  const subject = value('subject');
  return {
    messageId: `<${messageId}>`,
    subject: subject === null ? null : decodeWords(subject).trim(),
    ...readStatusFields(status),
  };
}

function idIn(header: Buffer, names: FieldNames): string | undefined {
  const [field] = parseHeader(header, names);
  return firstId(field ? fieldValue(header, field) : null);
}

function firstId(value: string | null): string | undefined {
  return messageIds(value ?? '')[0];
}
