import type { Queryable } from '@postroom/database';

export interface Table {
  readonly name: string;
  /** All columns except generated ones. */
  readonly columns: readonly string[];
}

/**
 * Tables that describe this platform and not its content: the schema's state, maintenance work, objects still to be removed, counts of
 * waiting mail (loading the deliveries counts them anew), and rows that live only for minutes.
 */
const NOT_SAVED = [
  'migrations',
  'maintenance_jobs',
  'partitioned_tables',
  'object_removals',
  'acme_challenges',
  'acme_dns_records',
  'queue_depth',
  'queue_changes',
];

/**
 * Returns every table of the schema; a table that others refer to comes before them. A table that a later migration adds is saved
 * without further changes here.
 */
export async function savedTables(db: Queryable): Promise<Table[]> {
  const { rows } = await db.query<{ name: string; columns: string[]; needs: string[] }>(
    `select c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select coalesce(array_agg(r.relname::text), '{}') from pg_constraint k join pg_class r on r.oid = k.confrelid
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
     from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all ($1::text[])
       -- Leaves out copies that have not replaced their table yet: the table still has the data.
       and c.relname not in (select 'new_' || name from partitioned_tables)
     order by c.relname`,
    [NOT_SAVED],
  );
  const ordered: Table[] = [];
  const known = new Set<string>();
  const rest = new Map(rows.map((row) => [row.name, row]));
  while (rest.size > 0) {
    const ready = [...rest.values()].filter(({ needs }) => needs.every((name) => known.has(name) || !rest.has(name)));
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...rest.keys()].join(', ')}`);
    for (const { name, columns } of ready) {
      ordered.push({ name, columns });
      known.add(name);
      rest.delete(name);
    }
  }
  return ordered;
}

/** Quotes a name as an SQL identifier; the name may have any characters. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes dates, numbers and octets independent of the server's settings, and removes all time limits. */
export const SETTINGS = `
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;
  set local lock_timeout = 0;
  set local datestyle = 'ISO';
  set local intervalstyle = 'postgres';
  set local timezone = 'UTC';
  set local extra_float_digits = 3;
  set local bytea_output = 'escape'`;
