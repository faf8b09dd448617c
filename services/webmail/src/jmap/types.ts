export type { EmailAddress, EmailBodyPart, Mailbox, MailboxRights } from '@postroom/jmap/types';

import type { EmailAddress, EmailBodyPart, Identity as JmapIdentity } from '@postroom/jmap/types';

/** A sender identity (RFC 8621 6). */
export interface Identity extends JmapIdentity {
  /** Whether the address belongs to somebody else who lets this person write in their name. */
  readonly isDelegated?: boolean;
  /** The Sender (RFC 5322 3.6.2) where the person writes on behalf of the address; reports on failed delivery go there. */
  readonly sender?: EmailAddress;
}

/** The properties that a row of the list shows. */
export interface Row {
  readonly id: string;
  readonly threadId: string;
  readonly mailboxIds: Readonly<Record<string, true>>;
  readonly keywords: Readonly<Record<string, true>>;
  readonly from: readonly EmailAddress[] | null;
  readonly to: readonly EmailAddress[] | null;
  readonly subject: string | null;
  readonly receivedAt: string;
  readonly preview: string;
  readonly hasAttachment: boolean;
}

export const ROW_PROPERTIES: readonly (keyof Row)[] = [
  ...(['id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'preview'] as const),
  'hasAttachment',
];

/** Where an email came from, as far as the server knows (/account/origins). */
export interface Origin {
  /** Null where nobody checked the sender. */
  readonly sender: {
    readonly proof: 'server' | 'own' | 'proven' | 'denied' | 'unproven' | 'unknown';
    readonly domain: string;
  } | null;
  /** Whether there was no mail with that address before. */
  readonly isFirst: boolean;
  /** A known domain that the sender's domain looks like. */
  readonly looksLike: string | null;
  /** Why the email was filed as junk: which check found what, in the server's words. */
  readonly junk: readonly { readonly by: string; readonly text: string }[];
  /** The host that is asked for one-click unsubscription (RFC 8058); null where that is not offered. */
  readonly leavesAt: string | null;
}

/** Who asks for a receipt when the message is read (RFC 8098 2.1). */
export const RECEIPT_TO = 'header:Disposition-Notification-To:asAddresses';

/** Who resent the message as it is, the last one first (RFC 5322 3.6.6). */
export const RESENT_FROM = 'header:Resent-From:asAddresses:all';

/** The trace of the message, the last server first, which is ours (RFC 5321 4.4). */
export const RECEIVED = 'header:Received:asRaw:all';

/** Mail-Followup-To: the addresses to which a reply to all should go. */
export const FOLLOW_UP_TO = 'header:Mail-Followup-To:asAddresses';

/** The posting addresses of a mailing list (RFC 2369 3.4). */
export const LIST_POST = 'header:List-Post:asURLs';

/** How to unsubscribe from a mailing list (RFC 2369 3.2). */
export const LIST_UNSUBSCRIBE = 'header:List-Unsubscribe:asURLs';

/** The properties that reading a message needs beside those of its row. */
export interface Message extends Row {
  /** Missing for a message inside a file, and where it could not be read. */
  readonly origin?: Origin | undefined;
  readonly blobId: string;
  readonly sentAt?: string | null;
  readonly cc: readonly EmailAddress[] | null;
  readonly bcc: readonly EmailAddress[] | null;
  readonly replyTo: readonly EmailAddress[] | null;
  readonly messageId: readonly string[] | null;
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  readonly [RECEIPT_TO]?: readonly EmailAddress[] | null;
  readonly [RESENT_FROM]?: readonly (readonly EmailAddress[])[] | null;
  readonly [RECEIVED]?: readonly string[];
  readonly [FOLLOW_UP_TO]?: readonly EmailAddress[] | null;
  readonly [LIST_POST]?: readonly string[] | null;
  readonly [LIST_UNSUBSCRIBE]?: readonly string[] | null;
  readonly size: number;
  readonly bodyValues: Readonly<Record<string, { value: string; isTruncated: boolean }>>;
  readonly textBody: readonly EmailBodyPart[];
  readonly htmlBody: readonly EmailBodyPart[];
  readonly attachments: readonly EmailBodyPart[];
}

export const MESSAGE_PROPERTIES: readonly string[] = [
  ...ROW_PROPERTIES,
  ...['blobId', 'cc', 'bcc', 'replyTo', 'messageId', 'inReplyTo', 'references', 'size', 'bodyValues'],
  ...[
    'textBody',
    'htmlBody',
    'attachments',
    RECEIPT_TO,
    RESENT_FROM,
    RECEIVED,
    FOLLOW_UP_TO,
    LIST_POST,
    LIST_UNSUBSCRIBE,
  ],
];

/** A submission (RFC 8621 7), with its delivery status. */
export interface Submission {
  readonly id: string;
  readonly emailId: string;
  readonly sendAt: string;
  readonly undoStatus: 'pending' | 'final' | 'canceled';
  /** The recipients to whom the email was resent as it is; null where it was sent normally. */
  readonly resentTo: readonly EmailAddress[] | null;
  readonly deliveryStatus: Readonly<
    Record<string, { smtpReply: string; delivered: string; displayed?: string }>
  > | null;
  readonly deliveryTimes?: Readonly<Record<string, Partial<DeliveryFacts>>> | null;
  /** The delivery reports that came for it. */
  readonly dsnBlobIds?: readonly string[];
}

/** The steps of a delivery to one recipient (docs/decisions/0270-delivery-times.md, 0285-steps-of-delivery.md). */
export interface DeliveryFacts {
  /** When the delivery was completed. */
  readonly at: string | null;
  readonly nextTryAt: string | null;
  /** When the recipient's server last received the message, or was last asked, and when it had replied. */
  readonly attemptedAt: string | null;
  readonly answeredAt: string | null;
  /** When a report from that server came, and when the recipient confirmed having read the message. */
  readonly reportedAt: string | null;
  readonly displayedAt: string | null;
  readonly attempts: number;
  /** The recipient's server that was reached last. */
  readonly server: string | null;
  /** Whether the mailbox is on this server. */
  readonly isLocal: boolean;
  /** Whether the message is being delivered at this moment. */
  readonly isUnderWay: boolean;
  /** Whether the operator holds it. */
  readonly isHeld: boolean;
  readonly isTakenBack: boolean;
}

/** The content of a delivery report (docs/decisions/0287-reports-in-words.md). Anyone can write such a report, so nothing in it need be true. */
export interface DeliveryReport {
  /** The person's own message that the report is about; null where it is not here. */
  readonly emailId: string | null;
  readonly submissionId: string | null;
  /** Whether this account sent that message within the last days. */
  readonly wasSentHere: boolean;
  readonly messageId: string;
  readonly subject: string | null;
  readonly reportingMta: string | null;
  readonly recipients: readonly {
    readonly finalRecipient: string;
    readonly originalRecipient: string | null;
    readonly action: string;
    readonly status: string | null;
    readonly diagnostic: string | null;
  }[];
}
