import { readdir, readFile } from 'node:fs/promises';
import type { Pool, Transaction } from './pool.ts';
import { transaction } from './transaction.ts';

const DIRECTORY = new URL('./migrations/', import.meta.url);
const HOUR_MS = 3_600_000;
const LOCK = 0x706f7374; // 'post': any two migrators must agree on it

export interface Migration {
  name: string;
  sql: string;
}

/** The migrations of this release, in order. */
export async function migrations(): Promise<Migration[]> {
  const names = (await readdir(DIRECTORY)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(new URL(name, DIRECTORY), 'utf8') })));
}

/**
 * Brings the schema up to this release, each migration in its own transaction. Safe to start many times at once:
 * the second waits for the first and finds nothing left to do. Returns the names it applied.
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const applied: string[] = [];
  for (const migration of await migrations()) {
    if (await transaction(pool, (tx) => apply(tx, migration))) applied.push(migration.name);
  }
  return applied;
}

async function apply(tx: Transaction, migration: Migration): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
  await tx.query(`create table if not exists migrations (
    name text primary key, applied_at timestamptz not null default now())`);
  const known = await tx.query('select 1 from migrations where name = $1', [migration.name]);
  if (known.rowCount) return false;
  await tx.query(`set local statement_timeout = ${HOUR_MS}`);
  const patient = { text: migration.sql, query_timeout: HOUR_MS };
  await tx.query(patient);
  await tx.query('insert into migrations (name) values ($1)', [migration.name]);
  return true;
}

/** Names of migrations that this release has and the database lacks; a service is not ready while there are any. */
export async function pendingMigrations(pool: Pool): Promise<string[]> {
  const wanted = (await migrations()).map((migration) => migration.name);
  const table = await pool.query("select to_regclass('migrations') is not null as present");
  if (!table.rows[0]?.present) return wanted;
  const { rows } = await pool.query<{ name: string }>('select name from migrations');
  const known = new Set(rows.map((row) => row.name));
  return wanted.filter((name) => !known.has(name));
}
