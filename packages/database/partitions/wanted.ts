import { reopenJob } from '../maintenance/job-rows.ts';
import type { Pool, Queryable } from '../pool.ts';
import { transaction } from '../transaction.ts';

/** A table that is partitioned by account, and its state. */
export interface PartitionedTable {
  name: string;
  /** The number of hash partitions it has; 0 when it is not partitioned. */
  parts: number;
  /** The number it should have; 0 means it stays as it is. */
  wanted: number;
}

export async function partitionedTables(db: Queryable): Promise<PartitionedTable[]> {
  const { rows } = await db.query<PartitionedTable & Record<string, unknown>>(
    `select name, parts as wanted,
       (select count(*) from pg_inherits where inhparent = to_regclass(quote_ident(name))) as parts
     from partitioned_tables order by name`,
  );
  return rows;
}

/** Returns the tables that do not have the number of partitions they should have. */
export async function tablesToMove(db: Queryable): Promise<PartitionedTable[]> {
  return (await partitionedTables(db)).filter(({ parts, wanted }) => wanted > 0 && parts !== wanted);
}

/** The name of the maintenance job that moves them. */
export const PARTITION = 'partition';

/** Has all these tables, and those that later migrations add, moved into this many partitions, in the background. */
export async function wantPartitions(pool: Pool, parts: number): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query('update partitioned_tables set parts = $1', [parts]);
    await reopenJob(tx, PARTITION);
  });
}
