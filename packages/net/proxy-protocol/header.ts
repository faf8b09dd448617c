import type { ProxyHeader } from './proxy-header.ts';
import { parseVersion1, signature1 } from './version-1.ts';
import { parseVersion2, signature2 } from './version-2.ts';

/**
 * Parses a header of the PROXY protocol, version 1 or 2, from all bytes that a connection has brought so far
 * (https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt, section 2). Input that cannot become a header is invalid at its
 * first wrong octet, so a caller never holds more than a header and the chunk it ended in.
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  if (beginsLike(bytes, signature2)) return parseVersion2(bytes);
  if (beginsLike(bytes, signature1)) return parseVersion1(bytes);
  return { kind: 'invalid', reason: 'no PROXY header' };
}

/** Returns whether bytes and signature agree as far as both go. */
function beginsLike(bytes: Buffer, signature: Buffer): boolean {
  const common = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, common, 0, common) === 0;
}
