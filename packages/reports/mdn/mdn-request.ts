import { FieldNames, fieldValue, fitsOnLine, messageIds, parseAddresses, parseHeader } from '@postroom/mime';
import { isAutomatic } from '../vacation/answerable.ts';

/** The request of a message for disposition notifications (RFC 8098 2). */
export interface MdnRequest {
  /** The addresses to notify; empty when the message does not ask. */
  readonly to: readonly string[];
  /** With its angle brackets; null when there is none, or it is too long for a line. */
  readonly messageId: string | null;
  /** Original-Recipient (RFC 3798 2.3), with its type. */
  readonly originalRecipient: string | null;
  /** A list or a program sent it, or it is a report itself: nobody must be notified (RFC 8098 2.1, 3). */
  readonly isAutomatic: boolean;
  /** Whether the only address to notify is the reverse-path: only then may a notification be sent automatically (RFC 8098 2.1). */
  readonly isFromAsker: boolean;
}

const NAMES = new FieldNames([
  ...['disposition-notification-to', 'return-path', 'message-id', 'original-recipient', 'content-type'],
  ...['auto-submitted', 'precedence', 'x-auto-response-suppress', 'x-loop'],
  ...['list-id', 'list-help', 'list-unsubscribe', 'list-subscribe', 'list-post', 'list-owner', 'list-archive'],
]);

/** The most addresses that an honest request has. */
const MAX_ADDRESSES = 10;

export function readMdnRequest(header: Buffer): MdnRequest {
  const fields = parseHeader(header, NAMES).map((field) => ({ name: field.name, value: fieldValue(header, field) }));
  const first = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  const addresses = (name: string): string[] =>
    parseAddresses(first(name) ?? '', MAX_ADDRESSES).flatMap(({ mailbox, host }) =>
      mailbox && host ? [`${mailbox}@${host}`] : [],
    );
  const to = [...new Set(addresses('disposition-notification-to'))];
  const [returnPath] = addresses('return-path');
  const [messageId] = messageIds(first('message-id') ?? '');
  return {
    to,
    messageId: messageId !== undefined && fitsOnLine(messageId) ? `<${messageId}>` : null,
    originalRecipient: first('original-recipient')?.trim().slice(0, 500) || null,
    isAutomatic: fields.some(isAutomatic) || /^\s*<\s*>/.test(first('return-path') ?? ''),
    isFromAsker: to.every((address) => address.toLowerCase() === returnPath?.toLowerCase()),
  };
}
