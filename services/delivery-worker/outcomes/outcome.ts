import type { AttemptedDelivery } from '@postroom/transit';

/** The result of one attempt for one delivery. */
export interface Outcome {
  readonly result: 'relayed' | 'temporary' | 'permanent';
  /** The RFC 3463 code for reports; the server's own if it gave one. */
  readonly status: string;
  /** The server that the attempt reached; '' if it reached none. */
  readonly host: string;
  /** The server's reply, such as `550 5.1.1 no such user`, or our description of the problem. */
  readonly reply: string;
  /** Whether the reply is the server's. */
  readonly fromServer: boolean;
  /** Whether the server has taken over the duty to report (RFC 3461 5.2.1). */
  readonly dsn: boolean;
  /** Whether the server knows the deadline (RFC 2852). */
  readonly watchesTime?: boolean;
}

/** The measured times of an attempt. */
export interface AttemptTimes {
  /** When the other server had the whole mail; if it did not get that far, when it was asked. */
  readonly attemptedAt: Date;
  /** When the server had replied, or it was clear that it would not. */
  readonly answeredAt: Date;
}

export interface Settled {
  readonly row: AttemptedDelivery;
  readonly outcome: Outcome;
  readonly times: AttemptTimes;
}
