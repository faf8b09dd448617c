import { type HeaderProperty, readHeaderProperty } from './header-property.ts';

/** RFC 8621 4.2: what Email/get returns by default. */
export const DEFAULT_EMAIL_PROPERTIES: readonly string[] = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
];

/** RFC 8621 4.2: the default properties of each body part. */
export const DEFAULT_BODY_PROPERTIES: readonly string[] = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
];

const EMAIL_PROPERTIES = new Set([...DEFAULT_EMAIL_PROPERTIES, 'headers', 'bodyStructure', 'snoozed']);
const BODY_PROPERTIES = new Set([...DEFAULT_BODY_PROPERTIES, 'headers', 'subParts']);

/** RFC 8621 4.1.2.3 to 4.1.2.6: properties that are short for a header field in some form, its last instance or all of them. */
const HEADER_SHORTCUTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    messageId: 'header:Message-ID:asMessageIds',
    inReplyTo: 'header:In-Reply-To:asMessageIds',
    references: 'header:References:asMessageIds',
    sender: 'header:Sender:asAddresses',
    from: 'header:From:asAddresses',
    to: 'header:To:asAddresses',
    cc: 'header:Cc:asAddresses',
    bcc: 'header:Bcc:asAddresses',
    replyTo: 'header:Reply-To:asAddresses',
    subject: 'header:Subject:asText',
    sentAt: 'header:Date:asDate',
  }),
);

/** Returns the header field and form that a property means, directly or as a short name; undefined for other properties. */
export function headerPropertyOf(property: string): HeaderProperty | undefined {
  return readHeaderProperty(HEADER_SHORTCUTS.get(property) ?? property);
}

export function isEmailProperty(name: string): boolean {
  return EMAIL_PROPERTIES.has(name) || readHeaderProperty(name) !== undefined;
}

export function isBodyProperty(name: string): boolean {
  return BODY_PROPERTIES.has(name) || readHeaderProperty(name) !== undefined;
}
