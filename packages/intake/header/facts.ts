import { FieldCursor, fieldValue } from '@postroom/mime';
import { namesHost } from './authserv-id.ts';
import type { Span } from './cut.ts';

/** What intake needs to know of a header, collected in one pass. */
export interface HeaderFacts {
  /** The number of Received fields: how many servers the message has passed. */
  readonly received: number;
  /** The Message-ID with its angle brackets, or ''. If there are several, the last one, as everywhere (RFC 8621 4.1.3). */
  readonly messageId: string;
  readonly hasDate: boolean;
  readonly hasMessageId: boolean;
  /** The values of From and Sender fields. */
  readonly from: readonly string[];
  readonly sender: readonly string[];
  /** The values of Resent-From and Resent-Sender fields. */
  readonly resentFrom: readonly string[];
  readonly resentSender: readonly string[];
  /** Fields that only we may write: Authentication-Results in our name (RFC 8601 5), and X-Spam-Reason. */
  readonly ownResults: readonly Span[];
  /** Bcc and Resent-Bcc fields. */
  readonly blind: readonly Span[];
  readonly returnPaths: readonly Span[];
  /** Date and Message-ID fields without content: they count as missing (RFC 5322 3.6.1, 3.6.4). */
  readonly empty: readonly Span[];
}

/** The most values of a field that are kept; no normal message has more. */
const MAX_VALUES = 10;
const NEVER_EMPTY = new Set(['date', 'message-id']);

export function readFacts(header: Buffer, hostname: string): HeaderFacts {
  let received = 0;
  let messageId: string | undefined;
  let hasDate = false;
  const from: string[] = [];
  const sender: string[] = [];
  const resentFrom: string[] = [];
  const resentSender: string[] = [];
  const ownResults: Span[] = [];
  const blind: Span[] = [];
  const returnPaths: Span[] = [];
  const empty: Span[] = [];
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    const value = (): string => fieldValue(header, { name: '', ...at(cursor) });
    const name = cursor.name();
    if (NEVER_EMPTY.has(name) && value().trim() === '') {
      empty.push({ start: cursor.start, end: cursor.end });
      continue;
    }
    switch (name) {
      case 'received':
        received++;
        break;
      case 'message-id':
        messageId = /^<[^<>\r\n]{1,990}>/.exec(value())?.[0] ?? '';
        break;
      case 'date':
        hasDate = true;
        break;
      case 'from':
        if (from.length <= MAX_VALUES) from.push(value());
        break;
      case 'sender':
        if (sender.length <= MAX_VALUES) sender.push(value());
        break;
      case 'resent-from':
        if (resentFrom.length <= MAX_VALUES) resentFrom.push(value());
        break;
      case 'resent-sender':
        if (resentSender.length <= MAX_VALUES) resentSender.push(value());
        break;
      case 'bcc':
      case 'resent-bcc':
        blind.push({ start: cursor.start, end: cursor.end });
        break;
      case 'return-path':
        returnPaths.push({ start: cursor.start, end: cursor.end });
        break;
      case 'authentication-results':
        if (namesHost(value(), hostname)) ownResults.push({ start: cursor.start, end: cursor.end });
        break;
      case 'x-spam-reason':
        ownResults.push({ start: cursor.start, end: cursor.end });
        break;
    }
  }
  return {
    received,
    messageId: messageId ?? '',
    hasMessageId: messageId !== undefined,
    hasDate,
    from,
    sender,
    resentFrom,
    resentSender,
    ownResults,
    blind,
    returnPaths,
    empty,
  };
}

function at({ start, colon, end }: FieldCursor): { start: number; valueStart: number; end: number } {
  return { start, valueStart: colon + 1, end };
}
