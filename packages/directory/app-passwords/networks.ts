import { isIP } from 'node:net';
import { MailError } from '@postroom/types';
import { unmapped } from '../unmapped.ts';

/** Networks of one app password. */
export const MAX_NETWORKS = 20;

/**
 * Addresses and ranges as PostgreSQL's cidr takes them: bits behind the prefix are zero. An IPv6 network is a /64 or larger, since one
 * customer has at least that, and who logs in is known by no more. Throws invalid.
 */
export function networkOf(text: string): string {
  const [address = '', bits] = (unmapped(text.trim().toLowerCase()) ?? '').split('/');
  const family = isIP(address);
  const most = family === 6 ? 64 : 32;
  const prefix = bits ?? String(most);
  if (family === 0 || text.includes('%') || !/^\d{1,2}$/.test(prefix) || Number(prefix) > most) {
    throw new MailError(
      'invalid',
      `Not an address or network: ${text}; such as 192.0.2.7, 192.0.2.0/24, 2001:db8::/64 (of IPv6 no smaller ones)`,
    );
  }
  return `${address}/${prefix}`;
}
