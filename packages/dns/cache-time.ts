import type { RecordOf, RecordType } from './answer.ts';
import type { Held } from './lookup.ts';

/** Limits of how long answers are kept, in seconds. */
const KEPT_SECONDS = {
  /** With a time to live of 0 each message of a batch would ask again. */
  floor: 5,
  /** The longest time until a change of a domain is noticed. */
  found: 3600,
  /** RFC 2308 5 allows some hours; a new record should be noticed sooner. */
  missing: 900,
  /** RFC 2308 7 allows five minutes; a server that returns should be used at once. */
  failure: 5,
} as const;

/** Returns how long an answer is kept (RFC 2308). One without a time to live is kept for the shortest time. */
export function keptSeconds({ answer, ttlSeconds = 0 }: Held<RecordOf[RecordType]>): number {
  if (answer.kind === 'temporary-failure') return KEPT_SECONDS.failure;
  const ceiling = answer.kind === 'found' ? KEPT_SECONDS.found : KEPT_SECONDS.missing;
  return Math.min(Math.max(ttlSeconds, KEPT_SECONDS.floor), ceiling);
}
