import type { AttemptedDelivery } from '@postroom/transit';

/** What one attempt came to for one delivery. */
export interface Outcome {
  readonly result: 'relayed' | 'temporary' | 'permanent';
  /** RFC 3463 code for reports; the server's own where it gave one. */
  readonly status: string;
  /** The server that was spoken to; '' when none was reached. */
  readonly host: string;
  /** Its reply, `550 5.1.1 no such user`, or what stood in the way. */
  readonly reply: string;
  /** The reply is the server's. */
  readonly fromServer: boolean;
  /** The server took over the duty to report (RFC 3461 5.2.1). */
  readonly dsn: boolean;
  /** The server knows by when it is to be delivered (RFC 2852). */
  readonly watchesTime?: boolean;
}

/** When it was tried, as it was measured. */
export interface AttemptTimes {
  /** When the other server had the whole mail, or, where it did not come to that, was asked. */
  readonly attemptedAt: Date;
  /** When it had answered, or it was clear that nobody would. */
  readonly answeredAt: Date;
}

export interface Settled {
  readonly row: AttemptedDelivery;
  readonly outcome: Outcome;
  readonly times: AttemptTimes;
}
