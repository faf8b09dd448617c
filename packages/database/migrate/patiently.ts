import { setTimeout as pause } from 'node:timers/promises';
import type { Queryable } from '../pool.ts';

export interface Patience {
  /** How long a statement waits for a lock; queries that come after it wait as well. */
  lockTimeoutMs: number;
  /** How long it then lets others pass before it tries again. */
  pauseMs: number;
  /** After how long it gives up. */
  giveUpMs: number;
}

export const PATIENCE: Patience = { lockTimeoutMs: 2_000, pauseMs: 5_000, giveUpMs: 30 * 60_000 };

/** lock_not_available, deadlock_detected, serialization_failure */
const BUSY = new Set(['55P03', '40P01', '40001']);

/**
 * Repeats work that needs a lock held by others until it gets the lock. A statement that simply waited behind a long reader would
 * make all later queries wait too. When it gives up, the error names who was in the way.
 */
export async function patiently<T>(db: Queryable, patience: Patience, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patience.giveUpMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!BUSY.has((error as { code?: string }).code ?? '')) throw error;
      if (performance.now() > until) throw new Error(await whoIsInTheWay(db), { cause: error });
      await pause(patience.pauseMs);
    }
  }
}

async function whoIsInTheWay(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ who: string }>(
    `select format('pid %s (%s) since %s', pid, application_name, date_trunc('second', xact_start)) as who
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
     order by xact_start limit 5`,
  );
  return `a table lock could not be obtained; the longest transactions: ${rows.map(({ who }) => who).join(', ') || 'none now'}`;
}
