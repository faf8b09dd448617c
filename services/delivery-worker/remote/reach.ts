import { networkInterfaces } from 'node:os';
import { type AddressRanges, isPublicAddress, normaliseIpAddress } from '@postroom/net';
import type { Reach } from './route/route.ts';

/**
 * Mail goes to addresses of the public network that are not this machine's: strangers choose the domains that we connect
 * to, by their reverse-paths and their DNS. Where the operator names ranges of his own, names may lead there too; an
 * address literal never does, since nobody but a stranger writes one.
 */
export function createReach(internal: AddressRanges): Reach {
  return (address, { literal }) => {
    if (!literal && internal.has(address)) return true;
    return isPublicAddress(address) && !ownAddresses().has(normaliseIpAddress(address));
  };
}

/** Read anew each time: addresses come and go with the network. */
function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return new Set(all.map(({ address }) => normaliseIpAddress(address)));
}
