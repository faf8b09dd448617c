import { isIPv4, isIPv6, SocketAddress } from 'node:net';

const LABEL = /^[\x20-\x2d\x2f-\x5b\x5d-\x7e]{1,63}$/;
const MAX_NAME = 253; // 255 octets on the wire, RFC 1035 2.3.4

/**
 * Returns a name as it is asked for and compared: lower case, without the final dot. Undefined when it is invalid. International
 * names must be A-labels. A label may hold any printable ASCII (RFC 2181 11): names of DKIM and TLSA begin with underscores,
 * and SPF makes labels of local parts.
 */
export function normaliseName(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name === '' || name.length > MAX_NAME) return undefined;
  return name.split('.').every((label) => LABEL.test(label)) ? name.toLowerCase() : undefined;
}

/** Returns the name of an address's PTR records (RFC 1035 3.5, RFC 3596 2.5); undefined when it is no address. */
export function reverseName(address: string): string | undefined {
  if (isIPv4(address)) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const nibbles = groupsOf(address).flatMap((group) => [...group.toString(16).padStart(4, '0')]);
  return `${nibbles.toReversed().join('.')}.ip6.arpa`;
}

/** Returns the spelling of RFC 5952. */
export function canonicalIPv6(address: string): string {
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(canonicalIPv6(address));
  const hex = dotted
    ? `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`
    : canonicalIPv6(address);
  const [head = '', tail] = hex.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const right = tail === undefined ? [] : groups(tail);
  const left = groups(head);
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function pair(high = '', low = ''): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}
