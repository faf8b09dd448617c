/** A report on TLS to the servers of domains (RFC 8460 4). */
export interface TlsReport {
  readonly kind: 'tls';
  readonly organization: string;
  readonly contact: string;
  readonly reportId: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly policies: readonly TlsPolicy[];
  /** Whether policies or failures beyond the limits were left out. */
  readonly isCut: boolean;
}

export interface TlsPolicy {
  readonly type: 'tlsa' | 'sts' | 'no-policy-found';
  /** In A-labels, in lower case. */
  readonly domain: string;
  /** The number of sessions. */
  readonly successes: number;
  readonly failures: number;
  readonly details: readonly TlsFailure[];
}

/** Sessions that failed in the same way (RFC 8460 4.3). */
export interface TlsFailure {
  /** `starttls-not-supported`, `certificate-expired`, … */
  readonly type: string;
  readonly sendingIp: string;
  readonly mx: string;
  readonly count: number;
  /** A code that the reporting side defines. */
  readonly reason: string;
}
