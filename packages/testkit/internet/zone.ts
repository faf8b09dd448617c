/** The records of one name. */
export interface Records {
  readonly MX?: readonly (readonly [preference: number, host: string])[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly CAA?: readonly (readonly [tag: string, value: string])[];
  readonly CNAME?: string;
  readonly SRV?: readonly (readonly [priority: number, weight: number, port: number, host: string])[];
  readonly NS?: readonly string[];
  readonly TXT?: readonly string[];
  readonly PTR?: readonly string[];
  readonly TLSA?: readonly Tlsa[];
  /** For how many seconds resolvers may remember that this name, or one below it, has no such records (RFC 2308). */
  readonly SOA?: { readonly minimum: number };
  /** Seconds that answers may be cached; 60 by default. */
  readonly ttl?: number;
  /** Whether the answer claims that DNSSEC validated it (AD). */
  readonly isAuthentic?: boolean;
  /** Whether the server leaves it to the client to follow an alias (CNAME). */
  readonly isUnfollowed?: boolean;
  readonly delayMs?: number;
  /** Types of questions that get no answer. */
  readonly isSilentFor?: readonly string[];
}

/** A TLSA record (RFC 6698 2.1); `data` in hex. */
export interface Tlsa {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: string;
}

/** How a name may fail: with an error, a refusal, or silence. */
export type Trouble = 'SERVFAIL' | 'REFUSED' | 'TIMEOUT';

/**
 * A whole internet of names, in lower case without the final dot, the root as ''. A missing name does not exist
 * (NXDOMAIN).
 */
export type Zone = Readonly<Record<string, Records | Trouble>>;
