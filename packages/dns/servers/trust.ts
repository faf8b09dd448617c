import { isLoopbackAddress } from '@postroom/net';
import type { Server } from './parse.ts';

/** Whose AD bit is trusted: everybody's, nobody's, or (`auto`) that of a resolver on this machine. */
export type AdTrust = 'auto' | 'yes' | 'no';

// Docker's resolver in each container forwards answers of others, including their AD bit.
const FORWARDERS = new Set(['127.0.0.11']);

/**
 * Returns whether the AD bit of this server can be trusted: nobody between us and it could have set it (RFC 4035 4.9.3), and it
 * validates itself. `systemTrusts` comes from resolv.conf.
 */
export function trustsAd(trust: AdTrust, systemTrusts: boolean, { address }: Server): boolean {
  if (trust !== 'auto') return trust === 'yes';
  return systemTrusts || (isLoopbackAddress(address) && !FORWARDERS.has(address));
}
