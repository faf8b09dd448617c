import type { DeliverByMode } from '@postroom/smtp';
import type { Quarantine } from './quarantine/quarantine.ts';

/** How many characters of another server's reply are kept. */
export const MAX_REPLY = 2_000;

/** Mail that Postroom has taken responsibility for. */
export interface NewMail {
  /** A UUIDv7; it also stands in our Received field. */
  id: string;
  blobId: string;
  size: number;
  /** The envelope sender; '' is the null reverse-path. */
  reversePath: string;
  source: 'mx' | 'submission' | 'generated';
  /** The account that submitted or forwarded it. */
  accountId?: number | null;
  /** The Message-ID field, with its angle brackets; '' when there is none. */
  messageId: string;
  clientAddress?: string | null;
  /** What the client said in EHLO. */
  clientName?: string | null;
  /** The protocol name of RFC 3848. */
  protocol: string;
  /** RFC 3461 ENVID. */
  envelopeId?: string | null;
  /** RFC 3461 RET. */
  returnContent?: 'FULL' | 'HDRS' | null;
  smtputf8?: boolean;
  /** Whether it may leave only over TLS, and only to servers that promise the same (RFC 8689). */
  requireTls?: boolean;
  /** The time after which it is late, and what happens then (RFC 2852). */
  deliverBy?: { readonly at: Date; readonly mode: DeliverByMode } | null;
  /** -9 to 9 (RFC 6710): mail to other servers with a higher priority goes first. */
  priority?: number;
  /** Whether the message is not lines of text: it can be sent only by BDAT (RFC 3030 3). */
  isBinary?: boolean;
  /** W3C Trace Context of the span that accepted it. */
  traceparent?: string | null | undefined;
  /** Whether checks or scanners take it for spam: it is filed as \Junk. */
  spam?: boolean;
  /** The verdict of each check or scanner, for the trace. */
  scans?: Readonly<Record<string, ScanSummary>> | null;
  /** The time until which it waits (RFC 4865); without it the message is sent at once. */
  releaseAt?: Date | null;
  /** Our accounts that forwarded it, in that order. */
  forwardedBy?: readonly string[];
  /** The facts that were read from the message as it arrived, as text. They are kept until the message is filed. */
  facts?: string | null;
  deliveries: NewDelivery[];
}

/** The verdict of one check or scanner: `result` in one word, and further details. */
export interface ScanSummary {
  result: string;
  seconds: number;
  action?: string;
  score?: number;
  required?: number;
  /** The reason for the result, or why there is none. */
  reason?: string;
}

/** SQL: how long in all a delivery was due but not attempted, in ms. The first 5 minutes of each wait do not count: queues may lag that much. */
export const OVERDUE_MS =
  'overdue_ms + greatest(0, extract(epoch from now() - next_attempt_at) * 1000 - 300000)::bigint';

/** SQL on a delivery `d` and its message `m`: the time from which it has been under way. */
export const RELEASED_AT = 'greatest(m.accepted_at, m.release_at, d.released_at)';

export type Notify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY';

export interface NewDelivery {
  id: string;
  /** The forward-path after aliases. */
  recipient: string;
  /** As given in RCPT TO. */
  originalRecipient: string;
  /** RFC 3461 ORCPT, decoded, with its type: `rfc822;user@example`. */
  orcpt?: string | null;
  /** RFC 3461 NOTIFY; null when not given. */
  notify?: Notify[] | null;
  /** Whether it is junk for this recipient; null means as the message is. */
  junk?: boolean | null;
  /** Set when the delivery is quarantined until somebody releases it. */
  quarantine?: Quarantine | null;
  /** Exactly one of the two is set: the account to file into, or the domain to send to. */
  accountId?: number | null;
  destination?: string | null;
}

export type DeliveryState = 'queued' | 'delivered' | 'relayed' | 'failed' | 'cancelled' | 'quarantined';
