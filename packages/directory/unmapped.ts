import { isIP, SocketAddress } from 'node:net';

const [MAPPED_BITS, ALL_BITS] = [96, 128];

/**
 * Returns an IPv4-mapped IPv6 address or network (RFC 4291 2.5.5.2) in its IPv4 form, because connections from there have IPv4 addresses.
 * Anything else is returned unchanged. Undefined for a network that contains mapped and other addresses, which matches nothing.
 */
export function unmapped(text: string): string | undefined {
  const [address = '', bits] = text.split('/');
  if (isIP(address) !== 6 || address.includes('%')) return text;
  const [, four] = /^::ffff:([\d.]+)$/.exec(new SocketAddress({ address, family: 'ipv6' }).address) ?? [];
  if (four === undefined) return text;
  if (bits === undefined) return four;
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : 0;
  return prefix < MAPPED_BITS || prefix > ALL_BITS ? undefined : `${four}/${prefix - MAPPED_BITS}`;
}
