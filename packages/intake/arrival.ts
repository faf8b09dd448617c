import type { ReceivedTrace } from '@postroom/smtp';

/** How a message came to us. */
export interface Arrival extends ReceivedTrace {
  reversePath: string;
  /** From one of our users. */
  submitted: boolean;
}
