import { setTimeout as sleep } from 'node:timers/promises';
import { pendingMigrations } from './migrate/migrate.ts';
import type { Pool } from './pool.ts';
import { requireSuitable, rethrowInWords } from './requirements.ts';

/** Returns a readiness check: the database answers, is writable, and has every migration of this release. It throws what is missing. */
export function databaseReadiness(pool: Pool): () => Promise<void> {
  let migrated = false; // a schema never goes back, so one success is enough
  return async () => {
    await requireWritable(pool);
    if (migrated) return;
    await requireSuitable(pool);
    const pending = await pendingMigrations(pool);
    if (pending.length > 0) throw new Error(`not migrated: ${pending.join(', ')}`);
    migrated = true;
  };
}

/** Throws when the server is read-only, as a standby is. Such a connection is closed: the next may lead to the new primary. */
async function requireWritable(pool: Pool): Promise<void> {
  const client = await pool.connect().catch(rethrowInWords);
  let isWritable = false;
  try {
    const { rows } = await client
      .query<{ on: string }>({ name: 'read-only', text: "select current_setting('transaction_read_only') as on" })
      .catch(rethrowInWords);
    isWritable = rows[0]?.on === 'off';
  } finally {
    client.release(!isWritable);
  }
  if (!isWritable) throw new Error('PostgreSQL is read-only: a standby, or default_transaction_read_only is on');
}

const LOOK_MS = 1_000;

/**
 * Waits until the database answers and has every migration of this release, for services that cannot start without it. Throws when
 * `signal` is aborted.
 * @param onWait gets what is missing, again only when that changes
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
