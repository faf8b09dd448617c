export interface MxRecord {
  readonly preference: number;
  /** Lower case, without the final dot; '' for the null MX (RFC 7505). */
  readonly host: string;
}

/** An SRV record (RFC 2782). */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Lower case, without the final dot; '' where the service does not exist. */
  readonly host: string;
}

/** A TLSA record (RFC 6698 2.1). */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Buffer;
}

/** A CAA record (RFC 8659 4.1). */
export interface CaaRecord {
  readonly flags: number;
  /** Lower case: issue, issuewild, iodef. */
  readonly tag: string;
  readonly value: string;
}

/**
 * The form of a record of each type. Names are in lower case without the final dot; the strings of a TXT record are joined,
 * as all its uses want it (RFC 7208 3.3, RFC 6376 3.6.2.2).
 */
export interface RecordOf {
  readonly A: string;
  readonly AAAA: string;
  readonly CAA: CaaRecord;
  readonly CNAME: string;
  readonly MX: MxRecord;
  readonly NS: string;
  readonly PTR: string;
  readonly SRV: SrvRecord;
  readonly TLSA: TlsaRecord;
  readonly TXT: string;
}

export type RecordType = keyof RecordOf;

/**
 * Why there is no result now: no server answered in time, none can be reached, they failed or refused, the response was
 * unusable or too large, the alias chain is too long or a circle, or too many questions wait here.
 */
export type TemporaryReason =
  | 'time-out'
  | 'unreachable'
  | 'server-failure'
  | 'refused'
  | 'malformed'
  | 'too-large'
  | 'alias-chain'
  | 'busy';

export interface Found<T> {
  readonly kind: 'found';
  readonly records: readonly T[];
  /** The name that has the records: the one asked for, or the target of its aliases. */
  readonly name: string;
  /** Whether a resolver that we trust validated every step (DNSSEC). */
  readonly isAuthentic: boolean;
}

export interface Missing {
  /** The name does not exist (NXDOMAIN), or it has no such records (NODATA); both are permanent (RFC 2308 2). */
  readonly kind: 'no-such-name' | 'no-such-records';
  readonly isAuthentic: boolean;
}

export interface TemporaryFailure {
  readonly kind: 'temporary-failure';
  readonly reason: TemporaryReason;
}

/** The name cannot exist in DNS: a label or the whole is too long, a label is empty, or it has non-ASCII letters. No server was asked. */
export interface NotAName {
  readonly kind: 'not-a-name';
}

export type Answer<T> = Found<T> | Missing | TemporaryFailure | NotAName;
