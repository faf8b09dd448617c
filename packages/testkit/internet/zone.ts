/** The records of one name. */
export type Records = {
  readonly MX?: readonly (readonly [preference: number, host: string])[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly CNAME?: string;
  readonly TXT?: readonly string[];
  readonly PTR?: readonly string[];
  /** Seconds that answers may be kept; 60 by default. */
  readonly ttl?: number;
};

/** What a server may do instead of answering: say it failed, refuse, or stay silent. */
export type Trouble = 'SERVFAIL' | 'REFUSED' | 'TIMEOUT';

/** A whole internet of names, lower case without the final dot. A name that is missing does not exist (NXDOMAIN). */
export type Zone = Readonly<Record<string, Records | Trouble>>;
