import { reopenJob } from '../maintenance/job-rows.ts';
import type { Pool, Queryable } from '../pool.ts';
import { transaction } from '../transaction.ts';

/** A table that is spread by account, and how it lies. */
export interface PartitionedTable {
  name: string;
  /** Hash partitions that it has; 0: it is whole. */
  parts: number;
  /** That it is to have; 0: it stays as it is. */
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

/** Those that have other partitions than they are to have. */
export async function tablesToMove(db: Queryable): Promise<PartitionedTable[]> {
  return (await partitionedTables(db)).filter(({ parts, wanted }) => wanted > 0 && parts !== wanted);
}

/** The maintenance job that moves them. */
export const PARTITION = 'partition';

/** Has all of them, and what later migrations add, moved into so many partitions, beside the mail. */
export async function wantPartitions(pool: Pool, parts: number): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.query('update partitioned_tables set parts = $1', [parts]);
    await reopenJob(tx, PARTITION);
  });
}
