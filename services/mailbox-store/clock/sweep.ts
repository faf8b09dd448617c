import type { Pool } from '@postroom/database';
import type { Producer } from '@postroom/queue';
import { findDue } from '@postroom/transit';

const LOCAL = 5_000;
const DESTINATIONS = 1_000;
const MAX_JOB = 200;
/** A local delivery handed over is not handed over again for this long, so that a slow queue is not flooded. */
const REMINDED_MS = 10_000;

export interface SweepOptions {
  /** Hands over what was handed over a moment ago, too: an operator asked for it. */
  again?: boolean;
}

/**
 * The clock of the queue: finds what is due in Postgres and tells the workers. Retries come this way, and whatever
 * Redis lost. Telling twice is harmless: the rows say what is done.
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
