import { isIP } from 'node:net';
import { MailError } from '@postroom/types';
import { unmapped } from '../unmapped.ts';

/** The most networks of one app password. */
export const MAX_NETWORKS = 20;

/**
 * Returns an address or range in the form of PostgreSQL's cidr, with zero bits after the prefix. An IPv6 network is a /64 or larger:
 * one customer has at least a /64, and clients are told apart no finer. Throws invalid.
 */
export function networkOf(text: string): string {
  const [address = '', bits] = (unmapped(text.trim().toLowerCase()) ?? '').split('/');
  const family = isIP(address);
  const most = family === 6 ? 64 : 32;
  const prefix = bits ?? String(most);
  if (family === 0 || text.includes('%') || !/^\d{1,2}$/.test(prefix) || Number(prefix) > most) {
    throw new MailError(
      'invalid',
      `Not an IP address or network: ${text}; use for example 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64 (for IPv6 at most /64)`,
    );
  }
  return `${address}/${prefix}`;
}
