import type { RecordOf, RecordType } from './answer.ts';
import type { Held } from './lookup.ts';

/** Bounds of how long answers are kept, seconds. */
const KEPT_SECONDS = {
  /** A time to live of none would have each mail of a batch ask again. */
  floor: 5,
  /** A domain that moves is seen to have moved after this. */
  found: 3600,
  /** RFC 2308 5 wants hours at most; a record that was just made should be seen sooner. */
  missing: 900,
  /** RFC 2308 7 allows five minutes; a server that returns is to be used at once. */
  failure: 5,
} as const;

/** How long an answer is kept, RFC 2308. One that does not say how long it holds is kept as briefly as may be. */
export function keptSeconds({ answer, ttlSeconds = 0 }: Held<RecordOf[RecordType]>): number {
  if (answer.kind === 'temporary-failure') return KEPT_SECONDS.failure;
  const ceiling = answer.kind === 'found' ? KEPT_SECONDS.found : KEPT_SECONDS.missing;
  return Math.min(Math.max(ttlSeconds, KEPT_SECONDS.floor), ceiling);
}
