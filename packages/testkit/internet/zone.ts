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
  /** For how many seconds it holds that this name, or one below it, has no such records (RFC 2308). */
  readonly SOA?: { readonly minimum: number };
  /** Seconds that answers may be kept; 60 by default. */
  readonly ttl?: number;
  /** Validated by DNSSEC, as this server says (AD). */
  readonly isAuthentic?: boolean;
  /** The server leaves the end of an alias (CNAME) to who asks. */
  readonly isUnfollowed?: boolean;
  readonly delayMs?: number;
  /** Types of questions that are never answered. */
  readonly isSilentFor?: readonly string[];
}

/** RFC 6698 2.1; `data` in hex. */
export interface Tlsa {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: string;
}

/** What a server may do instead of answering: say it failed, refuse, or stay silent. */
export type Trouble = 'SERVFAIL' | 'REFUSED' | 'TIMEOUT';

/**
 * A whole internet of names, lower case without the final dot, the root as ''. A name that is missing does not exist
 * (NXDOMAIN).
 */
export type Zone = Readonly<Record<string, Records | Trouble>>;
