import type { Queryable } from '../pool.ts';

/** What a table and its copy must have in common. */
export interface Shape {
  columns: string[];
  /** The columns of the primary key, in key order, and their types. */
  key: string[];
  keyTypes: string[];
  /** All columns with their types, for comparison. */
  typed: string;
}

/** Returns the shape of a table; null if there is no such table. */
export async function shapeOf(db: Queryable, table: string): Promise<Shape | null> {
  const { rows } = await db.query<Shape & Record<string, unknown>>(
    `with of_table as (
       select a.attname::text as name, attnum, format_type(atttypid, atttypmod) as type, attnotnull,
         array_position(i.indkey::int2[], attnum) as place
       from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
       where a.attrelid = to_regclass(quote_ident($1)) and attnum > 0 and not attisdropped
     )
     select array_agg(name order by attnum) as columns,
       array_agg(name order by place) filter (where place is not null) as key,
       array_agg(type order by place) filter (where place is not null) as "keyTypes",
       string_agg(format('%s %s %s', name, type, attnotnull), ', ' order by attnum) as typed
     from of_table`,
    [table],
  );
  return rows[0]?.columns ? rows[0] : null;
}
