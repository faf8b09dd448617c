import type { Places, Recipient } from '@postroom/intake';
import type { ClientAttributes, MailParameters, SmtpError } from '@postroom/smtp';

/** A RCPT, with the place that it leads to where that is one. */
export interface Taken {
  readonly key: string;
  readonly place: string | undefined;
}

/** A mail under way, RFC 5321 3.3. */
export interface Transaction {
  /** As it was given; '' is the null reverse-path. */
  readonly reversePath: string;
  readonly parameters: MailParameters;
  /** From whom a filter has it (XFORWARD). */
  readonly forwarded: ClientAttributes | null;
  /** By what makes two of them one. */
  readonly recipients: Map<string, Recipient>;
  /** By LMTP: each RCPT that was taken, in their order, since each is answered (RFC 2033 4.2). */
  readonly taken: Taken[];
  /** By LMTP: places that have no room for the message. */
  readonly refused: Map<string, SmtpError>;
  /** Once its message is there. */
  mailId?: string;
  readonly places: Places;
}
