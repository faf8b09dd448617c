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
