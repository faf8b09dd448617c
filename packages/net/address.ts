import { isIPv6, SocketAddress } from 'node:net';

/** An address as people and logs write it: IPv4-mapped IPv6 becomes IPv4, a zone index goes (RFC 4291 2.5.5.2). */
export function normaliseIpAddress(address: string): string {
  const bare = address.split('%', 1)[0] ?? address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  return mapped?.[1] ?? bare.toLowerCase();
}

/** The one spelling of a valid address that has no zone (RFC 5952); IPv4-mapped IPv6 becomes IPv4. */
export function canonicalAddress(address: string): string {
  return isIPv6(address) ? normaliseIpAddress(new SocketAddress({ address, family: 'ipv6' }).address) : address;
}

/** True for 127.0.0.0/8 and ::1. Such connections count as secure: nobody between can listen. */
export function isLoopbackAddress(address: string): boolean {
  const normal = normaliseIpAddress(address);
  return normal === '::1' || /^127\.\d+\.\d+\.\d+$/.test(normal);
}

/**
 * The party behind an address, for counting: an IPv4 address itself, an IPv6 address by its /64, since one
 * customer usually has at least a whole /64 (RFC 6177).
 */
export function addressBlock(address: string): string {
  const normal = normaliseIpAddress(address);
  if (!isIPv6(normal)) return normal;
  return `${expandIPv6(normal).slice(0, 4).join(':')}::/64`;
}

/**
 * The neighbourhood of an address, for what one needs seldom: an IPv4 address by its /24, since few have all of one and many have some,
 * an IPv6 address by its /64.
 */
export function addressNeighbourhood(address: string): string {
  const block = addressBlock(address);
  return block.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24');
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expandIPv6(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, ''));
}

/** Splits at colons; a dotted IPv4 tail stands for two groups. */
function groupsOf(part: string): string[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => (group.includes('.') ? ['v4', group] : [group]));
}
