/** Bits are used only when the range of keys has at most this many places per key. */
const SPARSE = 64;

/**
 * Returns the ids whose key has not occurred before. The keys of many messages lie close together, so a bit for each place of their range
 * is much faster than a Set.
 */
export function firstOfEach(ids: Float64Array, keys: Float64Array): Float64Array {
  if (ids.length === 0) return ids;
  const isNew = newKeys(keys);
  return ids.filter((_, index) => isNew(keys[index] as number));
}

function newKeys(keys: Float64Array): (key: number) => boolean {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (let index = 0; index < keys.length; index++) {
    first = Math.min(first, keys[index] as number);
    last = Math.max(last, keys[index] as number);
  }
  if (last - first >= keys.length * SPARSE) {
    const seen = new Set<number>();
    return (key) => seen.size < seen.add(key).size;
  }
  const bits = new Uint8Array(Math.ceil((last - first + 1) / 8));
  return (key) => {
    const at = (key - first) >> 3;
    const bit = 1 << ((key - first) & 7);
    const before = bits[at] as number;
    bits[at] = before | bit;
    return (before & bit) === 0;
  };
}
