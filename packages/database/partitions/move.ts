import { estimatedRows } from '../maintenance/estimate.ts';
import type { Batch, MaintenanceJob, Position } from '../maintenance/job.ts';
import { type Patience, patiently } from '../migrate/patiently.ts';
import type { Pool, Queryable, Transaction } from '../pool.ts';
import { transaction } from '../transaction.ts';
import { identifier } from './identifier.ts';
import { mirror } from './mirror.ts';
import { type Shape, shapeOf } from './shape.ts';
import { PARTITION, type PartitionedTable, tablesToMove } from './wanted.ts';

/** The start and the end of a move need the table's strongest lock for a moment. */
const PATIENCE: Patience = { lockTimeoutMs: 2_000, pauseMs: 5_000, giveUpMs: 2 * 60_000 };

/**
 * How long the job waits for a row that a service is changing. It is shorter than Postgres' deadlock_timeout, so in a deadlock it is
 * always the job that gives way.
 */
const ROW_LOCK_MS = 200;

/**
 * Moves tables into their hash partitions while they are in use. A copy that follows every change is filled from the first key to the
 * last, and then takes the table's place in one transaction. Until then the table holds the truth, so a kill at any moment loses
 * nothing; the next run goes on with the copy.
 */
export const movePartitions: MaintenanceJob = {
  name: PARTITION,
  summary: 'moves tables into partitions',
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

/** Returns the shape of new_<table>, or null if it does not exist or no longer fits, for instance after a migration. */
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

/** Copies the rows after a position. When there are no more, the copy takes the table's place. */
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
  // Locks the rows: whoever changes one in the meantime waits until it is in the copy, and the trigger then repeats the change there.
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

/** Runs work that needs a strong lock in a transaction; lets others pass while the lock cannot be had. */
function alone(pool: Pool, work: (tx: Transaction) => Promise<void>): Promise<void> {
  return patiently(pool, PATIENCE, () =>
    transaction(pool, async (tx) => {
      await tx.query(`set local lock_timeout = ${PATIENCE.lockTimeoutMs}`);
      // A transaction whose client was killed may still be committing, and its tables are invisible until then: wait for it.
      await tx.query("select pg_advisory_xact_lock(hashtext('partitions'))");
      await work(tx);
    }),
  );
}
