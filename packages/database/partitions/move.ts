import { estimatedRows } from '../maintenance/estimate.ts';
import type { Batch, MaintenanceJob, Position } from '../maintenance/job.ts';
import { type Patience, patiently } from '../migrate/patiently.ts';
import type { Pool, Queryable, Transaction } from '../pool.ts';
import { transaction } from '../transaction.ts';
import { identifier } from './identifier.ts';
import { mirror } from './mirror.ts';
import { type Shape, shapeOf } from './shape.ts';
import { PARTITION, type PartitionedTable, tablesToMove } from './wanted.ts';

/** Beginning and ending with a table take its strong lock for a moment. */
const PATIENCE: Patience = { lockTimeoutMs: 2_000, pauseMs: 5_000, giveUpMs: 2 * 60_000 };

/**
 * A row that a service is changing is waited for so long. That is less than Postgres takes to look for two that wait for each
 * other, so it is never the service that has to give way.
 */
const ROW_LOCK_MS = 200;

/**
 * Moves tables into the hash partitions they are to have while they are read and written: a copy that follows every change is
 * filled from the table's first key to its last, and takes the table's place in one transaction. Until then the table is the
 * truth, so whatever is killed at whatever moment, nothing is lost; what is there of a copy is gone on with.
 */
export const movePartitions: MaintenanceJob = {
  name: PARTITION,
  summary: 'moves tables into the partitions that they are to have',
  version: 1,
  maxItems: 10_000,
  async count(db) {
    const counts = await Promise.all((await tablesToMove(db)).map(({ name }) => estimatedRows(db, name)));
    return counts.some((count) => count === null) ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  },
  isNeeded: async (db) => (await tablesToMove(db)).length > 0,
  async batch(pool, position, items) {
    const moves = await tablesToMove(pool);
    const table = moves.find(({ name }) => name === position?.table) ?? moves[0];
    if (!table) return { position: null, done: 0 };
    const copy = await copyOf(pool, table);
    if (table.name !== position?.table || copy === null) {
      await alone(pool, (tx) => begin(tx, table));
      return { position: { table: table.name }, done: 0 };
    }
    return moveSome(pool, table, copy, position, items);
  },
};

/** Of new_<table>, if that is begun and is still what the table has to become: a migration may have changed it meanwhile. */
async function copyOf(db: Queryable, { name, wanted }: PartitionedTable): Promise<Shape | null> {
  const [table, copy] = await Promise.all([shapeOf(db, name), shapeOf(db, `new_${name}`)]);
  const { rows } = await db.query<{ parts: number; indexes: boolean; mirrored: boolean }>(
    `select (select count(*) from pg_inherits where inhparent = to_regclass($2)) as parts,
       (select count(*) from pg_index where indrelid = to_regclass($1))
         = (select count(*) from pg_index where indrelid = to_regclass($2)) as indexes,
       (select count(*) = 4 from pg_trigger where tgrelid = to_regclass($1) and tgname like 'mirror\\_%') as mirrored`,
    [identifier(name), identifier(`new_${name}`)],
  );
  const [now] = rows;
  const isSame = copy?.typed === table?.typed && now?.parts === wanted && now.indexes && now.mirrored;
  return isSame ? copy : null;
}

async function begin(tx: Transaction, { name, wanted }: PartitionedTable): Promise<void> {
  await tx.query(`drop table if exists ${identifier(`new_${name}`)}`);
  await tx.query('select make_partitioned($1, $2)', [name, wanted]);
  const { columns, key } = (await shapeOf(tx, name)) as Shape;
  await tx.query(mirror(name, columns, key));
}

/** Copies the rows behind a position; when there are no more, the copy takes the table's place. */
async function moveSome(
  pool: Pool,
  table: PartitionedTable,
  { columns, key, keyTypes }: Shape,
  position: Position,
  items: number,
): Promise<Batch> {
  const { name } = table;
  const [from, to] = [identifier(name), identifier(`new_${name}`)];
  const [list, keys] = [columns, key].map((names) => names.map(identifier).join(', '));
  const behind = key.map((_, index) => `($1::jsonb ->> ${index})::${keyTypes[index]}`).join(', ');
  // The rows are locked: who changes one meanwhile does that when it is in the copy, where the change follows.
  const { rows } = await transaction(pool, async (tx) => {
    await tx.query(`set local lock_timeout = ${ROW_LOCK_MS}`);
    return tx.query<{ copied: number; last: string }>(
      `with next as (
         select ${list} from ${from} where ${position.last ? `(${keys}) > (${behind})` : '$1::jsonb is null'}
         order by ${keys} limit ${items} for update
       ), copied as (
         insert into ${to} (${list}) select ${list} from next on conflict do nothing
       )
       select count(*) over () as copied, jsonb_build_array(${keys})::text as last
       from next order by ${key.map((column) => `${identifier(column)} desc`).join(', ')} limit 1`,
      [position.last ?? null],
    );
  });
  const [row] = rows;
  if (row) return { position: { table: name, last: row.last }, done: row.copied };
  await alone(pool, async (tx) => {
    await tx.query(`lock table ${from} in access exclusive mode`);
    if ((await copyOf(tx, table)) === null) return;
    await tx.query('select take_place($1)', [name]);
    await tx.query(`drop function ${identifier(`mirror_${name}`)}()`);
  });
  return { position: { table: '' }, done: 0 };
}

/** What needs a strong lock, in a transaction that lets others pass while it cannot have it. */
function alone(pool: Pool, work: (tx: Transaction) => Promise<void>): Promise<void> {
  return patiently(pool, PATIENCE, () =>
    transaction(pool, async (tx) => {
      await tx.query(`set local lock_timeout = ${PATIENCE.lockTimeoutMs}`);
      // One whose client was killed may be at its commit yet, and what it makes cannot be seen until then.
      await tx.query("select pg_advisory_xact_lock(hashtext('partitions'))");
      await work(tx);
    }),
  );
}
