import type { End } from './result-option.ts';

/** Messages of the first window, and how many times larger each is than the one before. */
const FIRST = 1_000;
const GROWTH = 8;

/** Views of ascending UIDs, one behind the other from that end: together all of them. */
export function* windowsFrom(end: End, uids: Uint32Array): Generator<Uint32Array> {
  for (let seen = 0, size = FIRST; seen < uids.length; seen += size, size *= GROWTH) {
    const far = Math.min(seen + size, uids.length);
    yield end === 'first' ? uids.subarray(seen, far) : uids.subarray(uids.length - far, uids.length - seen);
  }
}
