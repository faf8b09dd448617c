import { networkInterfaces } from 'node:os';
import { type AddressRanges, isPublicAddress, normaliseIpAddress } from '@postroom/net';
import type { Reach } from './route/route.ts';

/**
 * Returns the rule for addresses that mail may go to: those of the public network that are not this machine's, because strangers choose the
 * domains that we connect to by their reverse-paths and DNS. Names may also lead to the ranges of `internal`, but address literals may not,
 * since only strangers write them.
 */
export function createReach(internal: AddressRanges): Reach {
  return (address, { literal }) => {
    if (!literal && internal.has(address)) return true;
    return isPublicAddress(address) && !ownAddresses().has(normaliseIpAddress(address));
  };
}

/** Reads the addresses each time, because they may change with the network. */
function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return new Set(all.map(({ address }) => normaliseIpAddress(address)));
}
