import type { Id, JmapDate, UTCDate } from './core.ts';

/** RFC 8621 2 */
export interface Mailbox {
  readonly id: Id;
  readonly name: string;
  readonly parentId: Id | null;
  readonly role: string | null;
  readonly sortOrder: number;
  readonly totalEmails: number;
  readonly unreadEmails: number;
  readonly totalThreads: number;
  readonly unreadThreads: number;
  readonly myRights: MailboxRights;
  /** RFC 9670 4: rights by the id of the principal; null when the mailbox is not shared. */
  readonly shareWith: Readonly<Record<Id, MailboxRights>> | null;
  readonly isSubscribed: boolean;
}

export interface MailboxRights {
  readonly mayReadItems: boolean;
  readonly mayAddItems: boolean;
  readonly mayRemoveItems: boolean;
  readonly maySetSeen: boolean;
  readonly maySetKeywords: boolean;
  readonly mayCreateChild: boolean;
  readonly mayRename: boolean;
  readonly mayDelete: boolean;
  readonly maySubmit: boolean;
  readonly mayShare: boolean;
}

/** RFC 8621 3 */
export interface Thread {
  readonly id: Id;
  readonly emailIds: readonly Id[];
}

/** RFC 8621 4.1.2.3 */
export interface EmailAddress {
  readonly name: string | null;
  readonly email: string;
}

/** RFC 8621 4.1.3 */
export interface EmailHeader {
  readonly name: string;
  readonly value: string;
}

/** RFC 8621 4.1.4 */
export interface EmailBodyPart {
  readonly partId: string | null;
  readonly blobId: Id | null;
  readonly size: number;
  readonly headers?: readonly EmailHeader[];
  readonly name: string | null;
  readonly type: string;
  readonly charset: string | null;
  readonly disposition: string | null;
  readonly cid: string | null;
  readonly language: readonly string[] | null;
  readonly location: string | null;
  readonly subParts?: readonly EmailBodyPart[] | null;
}

/** RFC 8621 4.1.4 */
export interface EmailBodyValue {
  readonly value: string;
  readonly isEncodingProblem: boolean;
  readonly isTruncated: boolean;
}

/** RFC 8621 4.1; a response has only the requested properties. */
export interface Email {
  readonly id: Id;
  readonly blobId: Id;
  readonly threadId: Id;
  readonly mailboxIds: Readonly<Record<Id, true>>;
  readonly keywords: Readonly<Record<string, true>>;
  readonly size: number;
  readonly receivedAt: UTCDate;
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly sender: readonly EmailAddress[] | null;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly subject: string | null;
  readonly sentAt: JmapDate | null;
  readonly headers: readonly EmailHeader[];
  readonly bodyStructure: EmailBodyPart;
  readonly bodyValues: Readonly<Record<string, EmailBodyValue>>;
  readonly textBody: readonly EmailBodyPart[];
  readonly htmlBody: readonly EmailBodyPart[];
  readonly attachments: readonly EmailBodyPart[];
  readonly hasAttachment: boolean;
  readonly preview: string;
}

/** RFC 8621 6 */
export interface Identity {
  readonly id: Id;
  readonly name: string;
  readonly email: string;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly textSignature: string;
  readonly htmlSignature: string;
  readonly mayDelete: boolean;
}
