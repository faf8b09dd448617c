import { setTimeout as pause } from 'node:timers/promises';
import type { Queryable } from '../pool.ts';

export interface Patience {
  /** So long a statement waits for a lock, and whoever comes after it waits with it. */
  lockTimeoutMs: number;
  /** Then it lets the others pass, for so long, and tries again. */
  pauseMs: number;
  /** After so long it is given up. */
  giveUpMs: number;
}

export const PATIENCE: Patience = { lockTimeoutMs: 2_000, pauseMs: 5_000, giveUpMs: 30 * 60_000 };

/** lock_not_available, deadlock_detected, serialization_failure */
const BUSY = new Set(['55P03', '40P01', '40001']);

/**
 * Does what needs a lock that others hold, again and again until it gets it: a statement that waited behind a long reader would
 * make everybody wait behind itself. Throws who has been in the way when it gives up.
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
  return `a lock was not to be had; the longest transactions: ${rows.map(({ who }) => who).join(', ') || 'none now'}`;
}
