import { parseVersion1, signature1 } from './version-1.ts';
import { parseVersion2, signature2 } from './version-2.ts';

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

/**
 * Reads the header of the PROXY protocol, version 1 or 2, from all bytes that a connection has brought so far
 * (https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt, section 2). What cannot become a header is invalid at its
 * first wrong octet, so a caller never holds more than a header and the chunk it ended in.
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  if (beginsLike(bytes, signature2)) return parseVersion2(bytes);
  if (beginsLike(bytes, signature1)) return parseVersion1(bytes);
  return { kind: 'invalid', reason: 'no PROXY header' };
}

/** Whether the bytes are the signature as far as both go. */
function beginsLike(bytes: Buffer, signature: Buffer): boolean {
  const common = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, common, 0, common) === 0;
}
