/** An address as our logs write it (IPv4-mapped IPv6 as IPv4) and a TCP port. */
export interface Endpoint {
  address: string;
  port: number;
}

/** What the first bytes of a connection say. */
export type ProxyHeader =
  /** So far they are a header; more must come before it can be judged. */
  | { kind: 'more' }
  /**
   * A header of so many octets; the session begins behind it. Without a source (LOCAL, UNKNOWN, UNSPEC, and families that
   * TCP clients of ours cannot have) the connection is the proxy's own and keeps its own address.
   */
  | { kind: 'header'; octets: number; source: Endpoint | null }
  | { kind: 'invalid'; reason: string };
