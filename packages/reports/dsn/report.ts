/** RFC 3464 2.3.3. */
export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed';

/** What is said of one recipient. */
export interface ReportedRecipient {
  readonly finalRecipient: string;
  /** ORCPT with its type, `rfc822;user@example`, as the sender gave it. */
  readonly originalRecipient?: string | undefined;
  /** RFC 3463 code, `5.1.1`. */
  readonly status: string;
  /** The server that was spoken to. */
  readonly remoteMta?: string | undefined;
  /** Its reply, `550 5.1.1 no such user`, or our own words where nobody replied. */
  readonly diagnostic?: { readonly type: 'smtp' | 'x-postroom'; readonly text: string } | undefined;
  /** A sentence for people before the reply, such as why it was given up. */
  readonly note?: string | undefined;
  readonly lastAttempt?: Date | undefined;
  readonly willRetryUntil?: Date | undefined;
}

export interface Report {
  /** One report says one thing: RFC 3464 allows a mix, but people read these. */
  readonly action: Action;
  readonly recipients: readonly ReportedRecipient[];
  /** Our host name: Reporting-MTA, and the domain of From. */
  readonly hostname: string;
  /** The reverse-path of the message that is reported on; never the null one. */
  readonly sender: string;
  /** Unique and unguessable: becomes the Message-ID and the boundary. */
  readonly id: string;
  readonly date: Date;
  readonly arrivalDate: Date;
  /** RFC 2852 5: by when it was to be delivered. */
  readonly deliverBy?: Date | undefined;
  readonly envelopeId?: string | undefined;
  /** The sender understands RFC 6532, because the message came with SMTPUTF8. */
  readonly smtpUtf8: boolean;
  readonly originalMessageId?: string | undefined;
  readonly original: OriginalContent;
}

/** The message, or only its header, as it came. */
export interface OriginalContent {
  readonly kind: 'headers' | 'full';
  readonly bytes: Buffer;
}
