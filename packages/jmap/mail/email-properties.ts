import { type HeaderProperty, readHeaderProperty } from './header-property.ts';

/** RFC 8621 4.2: what Email/get gives when nothing else is asked for. */
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

/** RFC 8621 4.2: and what each part of a body has. */
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

/** RFC 8621 4.1.2.3 to 4.1.2.6: the properties that are short for a header field in a form, all of its instances or the last. */
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

/** The header field and form that a property says, itself or in short; undefined where it says none. */
export function headerPropertyOf(property: string): HeaderProperty | undefined {
  return readHeaderProperty(HEADER_SHORTCUTS.get(property) ?? property);
}

export function isEmailProperty(name: string): boolean {
  return EMAIL_PROPERTIES.has(name) || readHeaderProperty(name) !== undefined;
}

export function isBodyProperty(name: string): boolean {
  return BODY_PROPERTIES.has(name) || readHeaderProperty(name) !== undefined;
}
