import type { Places, Recipient } from '@postroom/intake';
import type { ClientAttributes, MailParameters, SmtpError } from '@postroom/smtp';

/** An accepted RCPT; with its place if it leads to exactly one. */
export interface Taken {
  readonly key: string;
  readonly place: string | undefined;
}

/** A mail transaction (RFC 5321 3.3). */
export interface Transaction {
  /** The reverse-path as the client gave it; '' is the null one. */
  readonly reversePath: string;
  readonly parameters: MailParameters;
  /** The client from which a filter has the mail (XFORWARD). */
  readonly forwarded: ClientAttributes | null;
  /** The recipients by a key that is the same for equal addresses. */
  readonly recipients: Map<string, Recipient>;
  /** For LMTP: all accepted RCPTs in their order, since each gets a reply (RFC 2033 4.2). */
  readonly taken: Taken[];
  /** For LMTP: the places that have no room for the message. */
  readonly refused: Map<string, SmtpError>;
  /** Set once the message has arrived. */
  mailId?: string;
  readonly places: Places;
}
