import type { DeliverBy, Notify, OriginalRecipient } from '@postroom/smtp';
import type { FailureClass, SmtpFailure, Stage } from './failure.ts';

export interface OutgoingRecipient {
  readonly address: string;
  readonly notify?: readonly Notify[] | undefined;
  readonly orcpt?: OriginalRecipient | undefined;
}

/** A message for one transaction. Addresses are normalised mailboxes; the reverse-path may be '' (null). */
export interface OutgoingMessage {
  readonly reversePath: string;
  readonly recipients: readonly OutgoingRecipient[];
  /** The size in octets, as exactly as it is known: SIZE is an estimate (RFC 1870 5). */
  readonly size: number;
  /** Whether the content has octets above 127. */
  readonly eightBit?: boolean;
  /** Whether it may only go to servers that promise TLS onwards (RFC 8689). */
  readonly requireTls?: boolean;
  /** RFC 2852; in return mode it may only go to servers with DELIVERBY. */
  readonly deliverBy?: DeliverBy | undefined;
  /** -9 to 9 (RFC 6710), for servers that support it. */
  readonly priority?: number;
  /** Whether the content is not lines of text (RFC 3030 3). */
  readonly binary?: boolean;
  /** Whether the header has text that is not ASCII (RFC 6532). */
  readonly utf8Header?: boolean;
  readonly ret?: 'FULL' | 'HDRS' | undefined;
  readonly envid?: string | undefined;
  /** Opens the content; called at most once, and only when the server waits for it. */
  content(): AsyncIterable<Uint8Array>;
}

/** The result for one recipient. */
export interface RecipientOutcome {
  readonly address: string;
  readonly result: 'accepted' | FailureClass;
  readonly stage: Stage;
  readonly code?: number | undefined;
  readonly enhanced?: string | undefined;
  readonly text: string;
  /** Nothing arrived within the time limit. */
  readonly isSilent: boolean;
  /** The connection broke after the whole message was sent: the server may have it, and sending again may duplicate it. */
  readonly mayHaveBeenAccepted: boolean;
  /** When the whole message was written to the server; undefined where that did not happen. */
  readonly handedOverAt?: Date | undefined;
}

/** Returns the outcome of a failure for one recipient. */
export function failed(address: string, failure: SmtpFailure, mayHaveBeenAccepted = false): RecipientOutcome {
  const { stage, class: result, code, enhanced, message: text, isSilent } = failure;
  return { address, result, stage, code, enhanced, text, isSilent, mayHaveBeenAccepted };
}
