import { isIPv4, isIPv6 } from 'node:net';
import { canonicalAddress } from '../address.ts';
import type { ProxyHeader } from './proxy-header.ts';

export const signature1 = Buffer.from('PROXY ');

/** The most octets of the line, with its CRLF (section 2.1). */
const MAX_OCTETS = 107;
const addresses = /^PROXY (TCP[46]) ([^ ]+) ([^ ]+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})$/;

/** Parses version 1, a line of text (section 2.1): `PROXY TCP4 203.0.113.7 192.0.2.1 56324 25`. */
export function parseVersion1(bytes: Buffer): ProxyHeader {
  const head = bytes.subarray(0, MAX_OCTETS);
  const end = head.indexOf(10);
  if (end < 0) return head.length < MAX_OCTETS ? { kind: 'more' } : invalid(`longer than ${MAX_OCTETS} octets`);
  if (head[end - 1] !== 13) return invalid('the line does not end with CRLF');
  const line = head.toString('latin1', 0, end - 1);
  const octets = end + 1;
  // Whatever follows UNKNOWN must be ignored.
  if (/^PROXY UNKNOWN(?: |$)/.test(line)) return { kind: 'header', octets, source: null };
  const [, family, source = '', destination = '', sourcePort, destinationPort] = addresses.exec(line) ?? [];
  if (family === undefined) return invalid('not the fields of TCP4, TCP6 or UNKNOWN');
  const isAddress = family === 'TCP4' ? isIPv4 : isUnscopedIPv6;
  if (!isAddress(source) || !isAddress(destination)) return invalid(`no addresses of ${family}`);
  if (Number(sourcePort) > 65_535 || Number(destinationPort) > 65_535) return invalid('no port');
  return { kind: 'header', octets, source: { address: canonicalAddress(source), port: Number(sourcePort) } };
}

/** Returns whether it is IPv6 without a zone, which would only mean something on the proxy's machine. */
function isUnscopedIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function invalid(reason: string): ProxyHeader {
  return { kind: 'invalid', reason: `PROXY version 1: ${reason}` };
}
