import { identifier } from './identifier.ts';

/**
 * Returns SQL for triggers that repeat every change of the table in new_<table>. A row that was not copied yet gets there with its
 * first change; copying then skips rows that exist.
 */
export function mirror(table: string, columns: readonly string[], key: readonly string[]): string {
  const [from, to, name] = [table, `new_${table}`, `mirror_${table}`].map(identifier);
  const list = columns.map(identifier).join(', ');
  const same = key.map((column) => `n.${identifier(column)} = o.${identifier(column)}`).join(' and ');
  const trigger = (event: string, tables: string): string =>
    `create or replace trigger ${identifier(`mirror_${event}`)} after ${event} on ${from} ${tables}
       for each statement execute function ${name}();`;
  return `
    create or replace function ${name}() returns trigger language plpgsql as $$
    begin
      if tg_op = 'TRUNCATE' then
        truncate ${to};
        return null;
      end if;
      if tg_op <> 'INSERT' then delete from ${to} n using old_rows o where ${same}; end if;
      if tg_op <> 'DELETE' then insert into ${to} (${list}) select ${list} from new_rows; end if;
      return null;
    end $$;
    ${trigger('insert', 'referencing new table as new_rows')}
    ${trigger('update', 'referencing old table as old_rows new table as new_rows')}
    ${trigger('delete', 'referencing old table as old_rows')}
    ${trigger('truncate', '')}`;
}
