export interface MxRecord {
  readonly preference: number;
  /** Lower case, without the final dot; '' for the null MX (RFC 7505). */
  readonly host: string;
}

/** RFC 2782. */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Lower case, without the final dot; '' where there is no such service. */
  readonly host: string;
}

/** RFC 6698 2.1. */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Buffer;
}

/** RFC 8659 4.1. */
export interface CaaRecord {
  readonly flags: number;
  /** Lower case: issue, issuewild, iodef. */
  readonly tag: string;
  readonly value: string;
}

/**
 * What a record of each type is. Names are in lower case without the final dot; the strings of a TXT record are joined,
 * as everything that is kept in them wants it (RFC 7208 3.3, RFC 6376 3.6.2.2).
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
 * Why nothing is known now: no server answered in time, none can be reached, they failed or refused, what came was no
 * answer or too large a one, the alias leads too far or in a circle, or too many questions wait here.
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
  /** The name that has them: the one asked for, or what its aliases lead to. */
  readonly name: string;
  /** A resolver that we trust has validated every step of it (DNSSEC). */
  readonly isAuthentic: boolean;
}

export interface Missing {
  /** No name like that (NXDOMAIN), or a name without such records (NODATA); both for good (RFC 2308 2). */
  readonly kind: 'no-such-name' | 'no-such-records';
  readonly isAuthentic: boolean;
}

export interface TemporaryFailure {
  readonly kind: 'temporary-failure';
  readonly reason: TemporaryReason;
}

/** Nothing that DNS can hold: a label or the whole too long, empty labels, letters that are no ASCII. Nobody was asked. */
export interface NotAName {
  readonly kind: 'not-a-name';
}

export type Answer<T> = Found<T> | Missing | TemporaryFailure | NotAName;
