import { isLoopbackAddress } from '@postroom/net';
import type { Server } from './parse.ts';

/** Whose AD bit is believed: everybody's, nobody's, or by itself that of a resolver on this machine. */
export type AdTrust = 'auto' | 'yes' | 'no';

// Docker's resolver in each container passes on what others say, AD bit included.
const FORWARDERS = new Set(['127.0.0.11']);

/**
 * Whether the AD bit of this server means anything: nobody between us and it could have set it (RFC 4035 4.9.3), and it
 * validates by itself. `systemTrusts` is what resolv.conf says.
 */
export function trustsAd(trust: AdTrust, systemTrusts: boolean, { address }: Server): boolean {
  if (trust !== 'auto') return trust === 'yes';
  return systemTrusts || (isLoopbackAddress(address) && !FORWARDERS.has(address));
}
