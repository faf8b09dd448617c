import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, Queryable } from '../pool.ts';
import { requireSuitable } from '../requirements.ts';
import { dropConcurrentIndex, makeConcurrentIndex, parseConcurrentIndex } from './concurrent-index.ts';
import { type Migration, marksOf, migrations, statementsOf } from './migration.ts';
import { PATIENCE, type Patience, patiently } from './patiently.ts';
import { LONGEST_MS, runStatement } from './run-statement.ts';

const HOUR_MS = 3_600_000;
const LOCK = 0x706f7374; // 'post': the same in all migrators
const LOOK_AGAIN_MS = 200;

export interface MigrateOptions {
  /** Default: the migrations of this release. */
  all?: readonly Migration[];
  patience?: Patience;
}

/**
 * Brings the schema up to this release. Returns the names of the migrations it applied. Several may start at once: the others
 * wait for the first and then find nothing to do. It may be killed at any moment and started again.
 */
export async function migrate(pool: Pool, options: MigrateOptions = {}): Promise<string[]> {
  const { all = await migrations(), patience = PATIENCE } = options;
  await requireSuitable(pool);
  if ((await missing(pool, all)).length === 0) return [];
  const client = await pool.connect();
  // When a connection is lost, its query fails as well, so the event needs no handling.
  client.on('error', () => {});
  try {
    await takeTurn(client, Math.min(LOOK_AGAIN_MS, patience.pauseMs));
    await client.query(`create table if not exists migrations (
      name text primary key, applied_at timestamptz not null default now())`);
    const wanted = await missing(client, all);
    for (const migration of wanted) {
      if (marksOf(migration).outside) await applyOutside(client, migration, patience);
      else await applyInside(client, migration, patience);
    }
    return wanted.map(({ name }) => name);
  } finally {
    // Closes the connection, which drops its settings and its lock.
    client.release(true);
  }
}

/**
 * Waits until no other migrator is running, by polling. Waiting inside pg_advisory_lock would hold a snapshot, and the other migrator's
 * `create index concurrently` waits for all snapshots to end.
 */
async function takeTurn(db: Queryable, lookAgainMs: number): Promise<void> {
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    const { rows } = await db.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK]);
    if (rows[0]?.taken) return;
    if (performance.now() > until) throw new Error('another migration has been running for a day');
    await pause(lookAgainMs);
  }
}

async function applyInside(db: Queryable, migration: Migration, patience: Patience): Promise<void> {
  await patiently(db, patience, async () => {
    try {
      await db.query('begin');
      await db.query(`set local lock_timeout = ${patience.lockTimeoutMs}; set local statement_timeout = ${HOUR_MS}`);
      const patient = { text: migration.sql, query_timeout: HOUR_MS };
      await db.query(patient);
      await note(db, migration);
      await db.query('commit');
    } catch (error) {
      await db.query('rollback').catch(() => {});
      throw error;
    }
  });
}

async function applyOutside(db: Queryable, migration: Migration, patience: Patience): Promise<void> {
  for (const statement of statementsOf(migration)) {
    const index = parseConcurrentIndex(statement);
    if (index) await makeConcurrentIndex(db, patience, index);
    else if (!(await dropConcurrentIndex(db, patience, statement))) await runStatement(db, patience, statement);
  }
  await note(db, migration);
}

/** Notes a migration as applied, together with its maintenance jobs, in one statement. */
async function note(db: Queryable, migration: Migration): Promise<void> {
  const { background } = marksOf(migration);
  if (background.length === 0) await db.query('insert into migrations (name) values ($1)', [migration.name]);
  else {
    await db.query(
      `with jobs as (
         insert into maintenance_jobs (name) select unnest($2::text[]) on conflict do nothing
       )
       insert into migrations (name) values ($1)`,
      [migration.name, background],
    );
  }
}

/** Returns the names of migrations that this release has and the database lacks. A service is not ready while there are any. */
export async function pendingMigrations(pool: Pool): Promise<string[]> {
  return (await missing(pool, await migrations())).map(({ name }) => name);
}

async function missing(db: Queryable, all: readonly Migration[]): Promise<Migration[]> {
  const table = await db.query("select to_regclass('migrations') is not null as present");
  if (!table.rows[0]?.present) return [...all];
  const { rows } = await db.query<{ name: string }>('select name from migrations');
  const known = new Set(rows.map((row) => row.name));
  return all.filter(({ name }) => !known.has(name));
}
