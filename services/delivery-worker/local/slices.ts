import type { LocalDelivery } from '@postroom/transit';

/** Octets that messages filed together may take in memory. */
const MAX_OCTETS = 16 * 1024 * 1024;
/** Of one message, however large, no more than its texts is held. */
const MAX_HELD_OCTETS = 2 * 1024 * 1024;

/** What fits into memory together; a message is held once, however many recipients it has. */
export function* slices<Delivery extends Pick<LocalDelivery, 'blobId' | 'size'>>(
  deliveries: readonly Delivery[],
): Generator<Delivery[]> {
  let slice: Delivery[] = [];
  let held = new Set<string>();
  let octets = 0;
  for (const delivery of deliveries) {
    const more = held.has(delivery.blobId) ? 0 : Math.min(delivery.size, MAX_HELD_OCTETS);
    if (slice.length > 0 && octets + more > MAX_OCTETS) {
      yield slice;
      slice = [];
      held = new Set();
      octets = 0;
    }
    slice.push(delivery);
    held.add(delivery.blobId);
    octets += more;
  }
  if (slice.length > 0) yield slice;
}
