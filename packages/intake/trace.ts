import type { ReceivedTrace } from '@postroom/smtp';

/** How a message came to us, as its trace fields say it (RFC 5321 4.4). */
export interface Trace extends ReceivedTrace {
  reversePath: string;
  /** From one of our users. */
  submitted: boolean;
}
