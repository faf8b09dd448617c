import type { TlsPolicy } from './tls-report.ts';

/** The policy that applies to a session with a server of a domain (RFC 8460 4.2). */
export interface AppliedTlsPolicy {
  readonly type: TlsPolicy['type'];
  /** The lines of its MTA-STS policy, or its TLSA records. */
  readonly lines: readonly string[];
  /** Names of the servers in its MTA-STS policy. */
  readonly mx: readonly string[];
}

/** The failure of a session (RFC 8460 4.3, 4.4); '' where a value is unknown. */
export interface TlsSessionFailure {
  readonly type: string;
  readonly sendingIp: string;
  readonly mx: string;
  readonly receivingIp: string;
  /** A code of this platform or of OpenSSL. */
  readonly reason: string;
}

/** A session with a server of a domain. */
export interface TlsSession {
  readonly policy: AppliedTlsPolicy;
  /** Null for a successful session. */
  readonly failure: TlsSessionFailure | null;
}

/** Sessions with the same result. */
export interface TlsSessions extends TlsSession {
  readonly count: number;
}
