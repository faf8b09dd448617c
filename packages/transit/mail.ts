import type { DeliverByMode } from '@postroom/smtp';
import type { Quarantine } from './quarantine/quarantine.ts';

/** Characters that are kept of what another server said. */
export const MAX_REPLY = 2_000;

/** Mail that Postroom has taken responsibility for. */
export interface NewMail {
  /** UUIDv7; also in our Received field. */
  id: string;
  blobId: string;
  size: number;
  /** '' is the null reverse-path. */
  reversePath: string;
  source: 'mx' | 'submission' | 'generated';
  /** Who submitted it, or sent it on. */
  accountId?: number | null;
  /** The Message-ID field, with its angle brackets; '' when there is none. */
  messageId: string;
  clientAddress?: string | null;
  /** What the client said in EHLO. */
  clientName?: string | null;
  /** RFC 3848 protocol name. */
  protocol: string;
  /** RFC 3461 ENVID. */
  envelopeId?: string | null;
  /** RFC 3461 RET. */
  returnContent?: 'FULL' | 'HDRS' | null;
  smtputf8?: boolean;
  /** It goes on under TLS alone, to servers that promise the same (RFC 8689). */
  requireTls?: boolean;
  /** When it is late, and what is done then (RFC 2852). */
  deliverBy?: { readonly at: Date; readonly mode: DeliverByMode } | null;
  /** -9 to 9 (RFC 6710): on its way to another server more goes first. */
  priority?: number;
  /** Not lines of text: it goes by BDAT alone (RFC 3030 3). */
  isBinary?: boolean;
  /** W3C Trace Context of the span that accepted it. */
  traceparent?: string | null | undefined;
  /** Scanners take it for spam: it is filed as \Junk. */
  spam?: boolean;
  /** What each scanner thought of it, for its trace. */
  scans?: Readonly<Record<string, ScanSummary>> | null;
  /** It waits until then (RFC 4865); at once when it is not given. */
  releaseAt?: Date | null;
  /** Accounts of ours that sent it on, first to last. */
  forwardedBy?: readonly string[];
  /** What was read in its message while it came, as text: it waits with the mail until that is filed. */
  facts?: string | null;
  deliveries: NewDelivery[];
}

/** What one scanner said: `result` in a word, and what is known beside it. */
export interface ScanSummary {
  result: string;
  seconds: number;
  action?: string;
  score?: number;
  required?: number;
  /** Why there is no answer. */
  reason?: string;
}

/** SQL, of a delivery `d` and its mail `m`: since when it is on its way. */
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
  /** Whether it is Junk for this recipient; null: as the mail is. */
  junk?: boolean | null;
  /** It is kept apart, until somebody releases it. */
  quarantine?: Quarantine | null;
  /** Exactly one of the two: file into this account, or pass on to this domain. */
  accountId?: number | null;
  destination?: string | null;
}

export type DeliveryState = 'queued' | 'delivered' | 'relayed' | 'failed' | 'cancelled' | 'quarantined';
