import type { Pool } from '@postroom/database';
import type { Producer } from '@postroom/queue';
import { findDue } from '@postroom/transit';

const LOCAL = 5_000;
const DESTINATIONS = 1_000;
const MAX_JOB = 200;
/** How long a local delivery is not handed over again, so that a slow queue is not flooded. */
const REMINDED_MS = 10_000;

export interface SweepOptions {
  /** Also hands over deliveries that were handed over a moment ago, because an operator asked for it. */
  again?: boolean;
}

/**
 * Makes the clock of the queue: it finds what is due in Postgres and tells the workers, both retries and what Redis lost. To tell them
 * twice is harmless, because the rows decide what is done.
 */
export function createSweep(pool: Pool, producer: Producer): (options?: SweepOptions) => Promise<number> {
  const reminded = new Map<string, number>();
  let after = '';
  return async ({ again = false } = {}) => {
    const due = await findDue(pool, { local: LOCAL, destinations: DESTINATIONS, after });
    after = due.after;
    const now = performance.now();
    for (const [id, until] of reminded) if (until <= now) reminded.delete(id);
    const local = due.deliveryIds.filter((id) => again || !reminded.has(id));
    for (let at = 0; at < local.length; at += MAX_JOB) {
      const ids = local.slice(at, at + MAX_JOB);
      await producer.file(ids);
      for (const id of ids) reminded.set(id, now + REMINDED_MS);
    }
    await producer.relay(due.destinations);
    return local.length + due.destinations.length;
  };
}
