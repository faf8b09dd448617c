import { isIP, SocketAddress } from 'node:net';

const [MAPPED_BITS, ALL_BITS] = [96, 128];

/**
 * An IPv4 address that is written as one of IPv6, or a network of such (RFC 4291 2.5.5.2), as it is in IPv4: connections from there have
 * IPv4 addresses. Whatever else it is stays as it is. Undefined: a network of such and of others, which nothing is in.
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
