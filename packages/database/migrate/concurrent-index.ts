import { createHash } from 'node:crypto';
import type { Queryable } from '../pool.ts';
import type { Patience } from './patiently.ts';
import { runConcurrently, runStatement } from './run-statement.ts';

/** `create index concurrently`, taken apart. */
export interface ConcurrentIndex {
  unique: string;
  name: string;
  table: string;
  /** Columns, condition and what else follows the table's name. */
  definition: string;
}

const STATEMENT = /^create (unique )?index concurrently (?:if not exists )?(\w+) on (\w+) (.+)$/;

/** Null for any other statement. */
export function parseConcurrentIndex(statement: string): ConcurrentIndex | null {
  const [, unique = '', name, table, definition] = STATEMENT.exec(statement) ?? [];
  return name && table && definition ? { unique, name, table, definition } : null;
}

/**
 * Makes an index while its table is read and written. What a kill left of it, an index that is not valid, is dropped and made
 * again. Of a partitioned table, for which Postgres has no such statement, each partition gets its own, and the parent takes
 * them together.
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
    // What is attached already stays so.
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

/** `drop index concurrently`; of a partitioned index, for which Postgres has no such statement, the usual one, which is as quick. */
export async function dropConcurrentIndex(db: Queryable, patience: Patience, statement: string): Promise<boolean> {
  const [, name] = /^drop index concurrently if exists (\w+)$/.exec(statement) ?? [];
  if (!name) return false;
  const { rows } = await db.query("select 1 from pg_class where oid = to_regclass($1) and relkind = 'I'", [name]);
  if (rows.length > 0) await runStatement(db, patience, `drop index ${name}`);
  else await runConcurrently(db, patience, statement);
  return true;
}

/** Octets of an identifier. */
const MAX_NAME = 63;

/** The same for the same partition, however often it is asked. */
function nameFor(part: string, index: string): string {
  const name = `${index}_of_${part}`;
  if (name.length <= MAX_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX_NAME - 9)}_${hash}`;
}
