/** An address as our logs write it (IPv4-mapped IPv6 as IPv4) and a TCP port. */
export interface Endpoint {
  address: string;
  port: number;
}

/** The state of the header after the first bytes of a connection. */
export type ProxyHeader =
  /** Incomplete so far; more bytes must come. */
  | { kind: 'more' }
  /**
   * A header of `octets` octets; the session begins after it. Without a source (LOCAL, UNKNOWN, UNSPEC, and families that
   * our TCP clients cannot have) the connection is the proxy's own and keeps its own address.
   */
  | { kind: 'header'; octets: number; source: Endpoint | null }
  | { kind: 'invalid'; reason: string };
