import { setTimeout as sleep } from 'node:timers/promises';
import { pendingMigrations } from './migrate/migrate.ts';
import type { Pool } from './pool.ts';

/** A readiness check: the database answers and has every migration of this release. Throws what is missing. */
export function databaseReadiness(pool: Pool): () => Promise<void> {
  let migrated = false; // a schema never goes back, so it is looked at until it is there
  return async () => {
    if (migrated) {
      await pool.query('select 1');
      return;
    }
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) throw new Error(`not migrated: ${pending.join(', ')}`);
    migrated = true;
  };
}

const LOOK_MS = 1_000;

/**
 * Waits until the database answers and has every migration of this release, for who cannot begin without it. Throws when it is not waited for any
 * longer.
 * @param onWait told what is missing, once until that is something else
 */
export async function untilDatabaseReady(
  pool: Pool,
  { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: (error: unknown) => void },
): Promise<void> {
  const look = databaseReadiness(pool);
  let told = '';
  for (let isReady = false; !isReady; ) {
    signal.throwIfAborted();
    isReady = await look().then(
      () => true,
      (error: unknown) => {
        if (String(error) !== told) onWait(error);
        told = String(error);
        return false;
      },
    );
    if (!isReady) await sleep(LOOK_MS, undefined, { signal });
  }
}
