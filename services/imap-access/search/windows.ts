import type { End } from './result-option.ts';

/** The messages of the first window, and the factor by which each window is larger than the one before. */
const FIRST = 1_000;
const GROWTH = 8;

/** Yields consecutive views of ascending UIDs, starting at the given end; together they cover all UIDs. */
export function* windowsFrom(end: End, uids: Uint32Array): Generator<Uint32Array> {
  for (let seen = 0, size = FIRST; seen < uids.length; seen += size, size *= GROWTH) {
    const far = Math.min(seen + size, uids.length);
    yield end === 'first' ? uids.subarray(seen, far) : uids.subarray(uids.length - far, uids.length - seen);
  }
}
