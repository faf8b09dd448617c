import type { TlsPolicy } from './tls-report.ts';

/** The policy that a domain has for mail to one of its servers (RFC 8460 4.2). */
export interface AppliedTlsPolicy {
  readonly type: TlsPolicy['type'];
  /** The lines of its MTA-STS policy, or its TLSA records. */
  readonly lines: readonly string[];
  /** Names of servers in its MTA-STS policy. */
  readonly mx: readonly string[];
}

/** What was wrong (RFC 8460 4.3, 4.4); '' is not known. */
export interface TlsSessionFailure {
  readonly type: string;
  readonly sendingIp: string;
  readonly mx: string;
  readonly receivingIp: string;
  /** A code of ours, or of OpenSSL. */
  readonly reason: string;
}

/** A session with a server of a domain. */
export interface TlsSession {
  readonly policy: AppliedTlsPolicy;
  /** Null: it went well. */
  readonly failure: TlsSessionFailure | null;
}

/** Sessions that went alike. */
export interface TlsSessions extends TlsSession {
  readonly count: number;
}
