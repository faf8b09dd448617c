import type { LocalDelivery } from '@postroom/transit';

/** The octets that messages filed together may take in memory. */
const MAX_OCTETS = 16 * 1024 * 1024;
/** The most octets that one message counts for: of a large one only the texts are held in memory. */
const MAX_HELD_OCTETS = 2 * 1024 * 1024;

/** Yields groups of deliveries whose messages fit into memory together. A message counts once, whatever its number of recipients. */
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
