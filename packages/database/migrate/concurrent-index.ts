import { createHash } from 'node:crypto';
import type { Queryable } from '../pool.ts';
import type { Patience } from './patiently.ts';
import { runConcurrently, runStatement } from './run-statement.ts';

/** The parts of a `create index concurrently` statement. */
export interface ConcurrentIndex {
  unique: string;
  name: string;
  table: string;
  /** What follows the table's name: columns, condition and so on. */
  definition: string;
}

const STATEMENT = /^create (unique )?index concurrently (?:if not exists )?(\w+) on (\w+) (.+)$/;

/** Returns the parts of the statement, or null for any other statement. */
export function parseConcurrentIndex(statement: string): ConcurrentIndex | null {
  const [, unique = '', name, table, definition] = STATEMENT.exec(statement) ?? [];
  return name && table && definition ? { unique, name, table, definition } : null;
}

/**
 * Creates an index while its table is in use. An invalid index, left by a killed attempt, is dropped and created again.
 * Postgres has no such statement for partitioned tables: there each partition gets its own index, and the parent index attaches
 * them all.
 */
export async function makeConcurrentIndex(db: Queryable, patience: Patience, index: ConcurrentIndex): Promise<void> {
  const { unique, name, table, definition } = index;
  const { rows } = await db.query<{ part: string }>(
    `select c.relname as part from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = to_regclass($1) order by c.relname`,
    [table],
  );
  if (rows.length === 0 && !(await isPartitioned(db, table))) return makeWhole(db, patience, index);
  await runStatement(db, patience, `create ${unique}index if not exists ${name} on only ${table} ${definition}`);
  for (const { part } of rows) {
    const own = nameFor(part, name);
    await makeConcurrentIndex(db, patience, { unique, name: own, table: part, definition });
    // Attaching an index again does nothing.
    await runStatement(db, patience, `alter index ${name} attach partition ${own}`);
  }
}

async function isPartitioned(db: Queryable, table: string): Promise<boolean> {
  const { rows } = await db.query("select 1 from pg_class where oid = to_regclass($1) and relkind = 'p'", [table]);
  return rows.length > 0;
}

async function makeWhole(db: Queryable, patience: Patience, index: ConcurrentIndex): Promise<void> {
  const { unique, name, table, definition } = index;
  const { rows } = await db.query<{ valid: boolean }>(
    'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
    [name],
  );
  if (rows[0]?.valid) return;
  if (rows[0]) await runConcurrently(db, patience, `drop index concurrently ${name}`);
  await runConcurrently(db, patience, `create ${unique}index concurrently ${name} on ${table} ${definition}`);
}

/** Runs `drop index concurrently`. For partitioned indexes Postgres has no such statement; the usual drop is as quick. Returns false for others. */
export async function dropConcurrentIndex(db: Queryable, patience: Patience, statement: string): Promise<boolean> {
  const [, name] = /^drop index concurrently if exists (\w+)$/.exec(statement) ?? [];
  if (!name) return false;
  const { rows } = await db.query("select 1 from pg_class where oid = to_regclass($1) and relkind = 'I'", [name]);
  if (rows.length > 0) await runStatement(db, patience, `drop index ${name}`);
  else await runConcurrently(db, patience, statement);
  return true;
}

/** The most octets of an identifier. */
const MAX_NAME = 63;

/** Returns the name of a partition's index; always the same for the same partition and index. */
function nameFor(part: string, index: string): string {
  const name = `${index}_of_${part}`;
  if (name.length <= MAX_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_NAME - 9)}_${hash}`;
}
