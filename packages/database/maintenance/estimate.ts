import type { Queryable } from '../pool.ts';

/** Returns about how many rows a table and its partitions have, from the statistics; null when there are none yet. */
export async function estimatedRows(db: Queryable, table: string): Promise<number | null> {
  const { rows } = await db.query<{ rows: number | null }>(
    `select sum(reltuples)::bigint as rows from pg_class
     where relkind = 'r' and (oid = to_regclass($1) or oid in (select relid from pg_partition_tree(to_regclass($1))))
     having bool_and(reltuples >= 0)`,
    [table],
  );
  return rows[0]?.rows ?? null;
}
