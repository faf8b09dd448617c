export type { EmailAddress, EmailBodyPart, Mailbox, MailboxRights } from '@postroom/jmap/types';

import type { EmailAddress, EmailBodyPart, Identity as JmapIdentity } from '@postroom/jmap/types';

/** As whom one writes (RFC 8621 6). */
export interface Identity extends JmapIdentity {
  /** Its address is somebody else's, in whose name one may write. */
  readonly isDelegated?: boolean;
  /** One writes on behalf of it: who is told to have done so (RFC 5322 3.6.2), and hears when it does not arrive. */
  readonly sender?: EmailAddress;
}

/** What a row of the list shows. */
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

/** Where an email is from, as far as the server knows (/account/origins). */
export interface Origin {
  /** Null: nobody looked. */
  readonly sender: {
    readonly proof: 'server' | 'own' | 'proven' | 'denied' | 'unproven' | 'unknown';
    readonly domain: string;
  } | null;
  /** There was no mail with that address before. */
  readonly isFirst: boolean;
  /** A known domain for which that of the sender is easily taken. */
  readonly looksLike: string | null;
  /** Why it was filed as junk: who found it, and what, in the server's words. */
  readonly junk: readonly { readonly by: string; readonly text: string }[];
  /** The host that is asked where its list is left by one click (RFC 8058); null: that is not offered. */
  readonly leavesAt: string | null;
}

/** RFC 8098 2.1: who wants to know that it was read. */
export const RECEIPT_TO = 'header:Disposition-Notification-To:asAddresses';

/** RFC 5322 3.6.6: who passed it on as it is, the last one first. */
export const RESENT_FROM = 'header:Resent-From:asAddresses:all';

/** RFC 5321 4.4: how it came, the last server first, which is ours. */
export const RECEIVED = 'header:Received:asRaw:all';

/** Where what is said to all goes on. */
export const FOLLOW_UP_TO = 'header:Mail-Followup-To:asAddresses';

/** RFC 2369 3.4: the addresses of a list. */
export const LIST_POST = 'header:List-Post:asURLs';

/** RFC 2369 3.2: how one leaves a list. */
export const LIST_UNSUBSCRIBE = 'header:List-Unsubscribe:asURLs';

/** What reading a message needs beside its row. */
export interface Message extends Row {
  /** Not of what only lies in a file, nor where it could not be read. */
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

/** RFC 8621 7, with what became of it. */
export interface Submission {
  readonly id: string;
  readonly emailId: string;
  readonly sendAt: string;
  readonly undoStatus: 'pending' | 'final' | 'canceled';
  /** The email was passed on as it is, to these; null: it was sent. */
  readonly resentTo: readonly EmailAddress[] | null;
  readonly deliveryStatus: Readonly<
    Record<string, { smtpReply: string; delivered: string; displayed?: string }>
  > | null;
  readonly deliveryTimes?: Readonly<Record<string, Partial<DeliveryFacts>>> | null;
  /** Reports on it that came. */
  readonly dsnBlobIds?: readonly string[];
}

/** The steps of a mail to one recipient (docs/decisions/0270-delivery-times.md, 0285-steps-of-delivery.md). */
export interface DeliveryFacts {
  /** When it was done with. */
  readonly at: string | null;
  readonly nextTryAt: string | null;
  /** When their server had it the last time, or was asked, and when it had answered. */
  readonly attemptedAt: string | null;
  readonly answeredAt: string | null;
  /** When a report of that server came, and when the recipient said that it was read. */
  readonly reportedAt: string | null;
  readonly displayedAt: string | null;
  readonly attempts: number;
  /** Theirs that was reached last. */
  readonly server: string | null;
  /** The mailbox is here. */
  readonly isLocal: boolean;
  /** It is being handed over this moment. */
  readonly isUnderWay: boolean;
  /** By the operator. */
  readonly isHeld: boolean;
  readonly isTakenBack: boolean;
}

/** What a report on mail says (docs/decisions/0287-reports-in-words.md). Nothing in it need be true. */
export interface DeliveryReport {
  /** Of one's own, about which it is; null where it is not here. */
  readonly emailId: string | null;
  readonly submissionId: string | null;
  /** By this account, some days ago at most. */
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
