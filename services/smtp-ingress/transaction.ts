import type { Places, Recipient } from '@postroom/intake';
import type { ClientAttributes, MailParameters } from '@postroom/smtp';

/** A mail under way, RFC 5321 3.3. */
export interface Transaction {
  /** As it was given; '' is the null reverse-path. */
  readonly reversePath: string;
  readonly parameters: MailParameters;
  /** From whom a filter has it (XFORWARD). */
  readonly forwarded: ClientAttributes | null;
  /** By what makes two of them one. */
  readonly recipients: Map<string, Recipient>;
  /** Once its message is there. */
  mailId?: string;
  readonly places: Places;
}
