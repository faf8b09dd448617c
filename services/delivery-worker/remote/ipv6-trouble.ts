import { isIPv6 } from 'node:net';
import { addressNeighbourhood } from '@postroom/net';
import { Recent } from './recent.ts';

/** So many networks have to be out of reach, and none in reach between them, until IPv6 as a whole counts as broken. */
const NETWORKS = 3;
const BROKEN = 'IPv6';

/**
 * Remembers that IPv6 does not work on this host (no route, no address, a tunnel that leads nowhere), so that not every new destination is
 * tried by IPv6 first. After some minutes the next failure renews that, and the first connection that works ends it.
 */
export class Ipv6Trouble {
  readonly #unreached = new Set<string>();
  readonly #broken = new Recent();

  get isBroken(): boolean {
    return this.#broken.has(BROKEN);
  }

  noteUnreached(address: string): void {
    if (!isIPv6(address)) return;
    if (this.#unreached.size < NETWORKS) this.#unreached.add(addressNeighbourhood(address));
    if (this.#unreached.size >= NETWORKS) this.#broken.add(BROKEN);
  }

  noteReached(address: string): void {
    if (!isIPv6(address)) return;
    this.#unreached.clear();
    this.#broken.delete(BROKEN);
  }
}
