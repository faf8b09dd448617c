import type { MailParameters, RcptParameters } from '@postroom/smtp';
import type { Target } from './recipients.ts';

/** One RCPT. */
export interface Recipient {
  /** As it was given. */
  readonly address: string;
  /** Those of the last RCPT with this address. */
  parameters: RcptParameters;
}

/** A mail under way, RFC 5321 3.3. */
export interface Transaction {
  /** As it was given; '' is the null reverse-path. */
  readonly reversePath: string;
  readonly parameters: MailParameters;
  /** By what makes two of them one. */
  readonly recipients: Map<string, Recipient>;
  /** Once its message is there. */
  mailId?: string;
  /** Where it goes, each place once however many recipients lead there (RFC 5321 3.9 leaves it to us). */
  readonly places: Map<string, { readonly target: Target; readonly recipient: Recipient }>;
}
