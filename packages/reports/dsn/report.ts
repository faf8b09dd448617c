/** The action for a recipient (RFC 3464 2.3.3). */
export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed';

/** What the report says of one recipient. */
export interface ReportedRecipient {
  readonly finalRecipient: string;
  /** ORCPT with its type, `rfc822;user@example`, as the sender gave it. */
  readonly originalRecipient?: string | undefined;
  /** RFC 3463 code, `5.1.1`. */
  readonly status: string;
  /** The server that replied. */
  readonly remoteMta?: string | undefined;
  /** Its reply, `550 5.1.1 no such user`, or our own words where nobody replied. */
  readonly diagnostic?: { readonly type: 'smtp' | 'x-postroom'; readonly text: string } | undefined;
  /** A sentence for people before the reply, such as why delivery was given up. */
  readonly note?: string | undefined;
  readonly lastAttempt?: Date | undefined;
  readonly willRetryUntil?: Date | undefined;
}

export interface Report {
  /** One action for all recipients: RFC 3464 allows a mix, but people read these reports. */
  readonly action: Action;
  readonly recipients: readonly ReportedRecipient[];
  /** Our host name: Reporting-MTA, and the domain of From. */
  readonly hostname: string;
  /** The reverse-path of the reported message; never the null one. */
  readonly sender: string;
  /** Unique and unguessable; becomes the Message-ID and the boundary. */
  readonly id: string;
  readonly date: Date;
  readonly arrivalDate: Date;
  /** The delivery deadline (RFC 2852 5). */
  readonly deliverBy?: Date | undefined;
  readonly envelopeId?: string | undefined;
  /** Whether the sender understands RFC 6532, because the message came with SMTPUTF8. */
  readonly smtpUtf8: boolean;
  readonly originalMessageId?: string | undefined;
  readonly original: OriginalContent;
}

/** The message, or only its header, as it was received. */
export interface OriginalContent {
  readonly kind: 'headers' | 'full';
  readonly bytes: Buffer;
}
