import type { ReceivedTrace } from '@postroom/smtp';

/** How a message reached us, as its trace fields say (RFC 5321 4.4). */
export interface Trace extends ReceivedTrace {
  reversePath: string;
  /** Whether one of our users sent it. */
  submitted: boolean;
}
