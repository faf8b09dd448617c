import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from './address.ts';

/** IPv4 ranges that are not public: the IANA special-purpose registry (RFC 6890), multicast and class E. */
const NOT_PUBLIC = [
  ['0.0.0.0', 8], // this network, and the unspecified address
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // carrier-grade NAT, RFC 6598
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, RFC 3927; clouds keep their secrets at 169.254.169.254
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.88.99.0', 24], // 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks, RFC 2544
  ['224.0.0.0', 3], // multicast, reserved, broadcast
] as const;

const notPublic = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) notPublic.addSubnet(network, prefix, 'ipv4');

/** 64:ff9b::/96 (RFC 6052), which leads to the IPv4 address inside it. */
const NAT64 = /^64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/;

/**
 * Returns whether an IP address is a public one that a stranger may have: not loopback, private, link-local, shared,
 * unspecified, multicast or reserved, nor one of these embedded in IPv6.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !notPublic.check(address, 'ipv4');
  if (version !== 6 || /^::ffff:/i.test(address)) return false;
  const canonical = canonicalAddress(address);
  // Nobody publishes an IPv4-mapped address, in any spelling.
  if (isIP(canonical) !== 6) return false;
  const inside = NAT64.exec(canonical);
  if (inside) return isPublicAddress(ipv4Of(inside[1], inside[2]));
  // RFC 4291 2.4: global unicast addresses are those that IANA assigns from 2000::/3. 2001::/32 (Teredo) and 2002::/16
  // (6to4, RFC 7526) lead to an IPv4 host through relays that no longer exist.
  return /^[23][0-9a-f]{3}:/.test(canonical) && !/^(?:2002:|2001:(?:0:|:))/.test(canonical);
}

function ipv4Of(high = '0', low = '0'): string {
  const bits = [high, low].map((group) => Number.parseInt(group, 16));
  return bits.flatMap((group) => [group >> 8, group & 255]).join('.');
}
