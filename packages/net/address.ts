import { isIPv6, SocketAddress } from 'node:net';

/** Returns an address as people and logs write it: IPv4-mapped IPv6 as IPv4 (RFC 4291 2.5.5.2), without a zone index. */
export function normaliseIpAddress(address: string): string {
  const bare = address.split('%', 1)[0] ?? address;
  return mappedAddress(bare) ?? mappedAddress(shortest(bare)) ?? bare.toLowerCase();
}

function mappedAddress(address: string): string | undefined {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
}

/** Returns an address that may be IPv4-mapped in another spelling, `::ffff:102:304`, in its shortest; others as they are. */
function shortest(address: string): string {
  const isOdd = /^[0:]+:ffff:/i.test(address) && isIPv6(address);
  return isOdd ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

/** Returns the canonical form (RFC 5952) of a valid address without a zone; IPv4-mapped IPv6 becomes IPv4. */
export function canonicalAddress(address: string): string {
  return isIPv6(address) ? normaliseIpAddress(new SocketAddress({ address, family: 'ipv6' }).address) : address;
}

/** Returns true for 127.0.0.0/8 and ::1. Such connections count as secure, because nobody can listen in between. */
export function isLoopbackAddress(address: string): boolean {
  const normal = normaliseIpAddress(address);
  return normal === '::1' || /^127\.\d+\.\d+\.\d+$/.test(normal);
}

/**
 * Returns the key under which connections of one party are counted: an IPv4 address itself, an IPv6 address by its /64, since one
 * customer usually has at least a whole /64 (RFC 6177).
 */
export function addressBlock(address: string): string {
  const normal = normaliseIpAddress(address);
  if (!isIPv6(normal)) return normal;
  return `${expandIPv6(normal).slice(0, 4).join(':')}::/64`;
}

/**
 * Returns the network of an address, for limits that an honest network rarely reaches: an IPv4 address by its /24, because attackers often
 * have several addresses of one, an IPv6 address by its /64.
 */
export function addressNeighbourhood(address: string): string {
  const block = addressBlock(address);
  return block.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24');
}

/** Returns the eight groups of an IPv6 address, without leading zeros. */
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
