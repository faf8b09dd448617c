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
  /** Octets, as near as it is known: SIZE is an estimate (RFC 1870 5). */
  readonly size: number;
  /** The content has octets over 127. */
  readonly eightBit?: boolean;
  /** It goes to servers alone that promise TLS onwards (RFC 8689). */
  readonly requireTls?: boolean;
  /** RFC 2852; one that is returned when it is late goes to servers alone that know of it. */
  readonly deliverBy?: DeliverBy | undefined;
  /** -9 to 9 (RFC 6710), told to servers that know of it. */
  readonly priority?: number;
  /** The content is not lines of text (RFC 3030 3). */
  readonly binary?: boolean;
  /** The header has text that is not ASCII (RFC 6532). */
  readonly utf8Header?: boolean;
  readonly ret?: 'FULL' | 'HDRS' | undefined;
  readonly envid?: string | undefined;
  /** Opens the content; called at most once, and only when the server waits for it. */
  content(): AsyncIterable<Uint8Array>;
}

/** What became of one recipient. */
export interface RecipientOutcome {
  readonly address: string;
  readonly result: 'accepted' | FailureClass;
  readonly stage: Stage;
  readonly code?: number | undefined;
  readonly enhanced?: string | undefined;
  readonly text: string;
  /** The line broke after the whole message was sent: the server may have it, and sending again may double it. */
  readonly mayHaveBeenAccepted: boolean;
  /** When the whole message had been written to the server; undefined where it did not come to that. */
  readonly handedOverAt?: Date | undefined;
}

/** The outcome that a failure is for one recipient. */
export function failed(address: string, failure: SmtpFailure, mayHaveBeenAccepted = false): RecipientOutcome {
  const { stage, class: result, code, enhanced, message: text } = failure;
  return { address, result, stage, code, enhanced, text, mayHaveBeenAccepted };
}
