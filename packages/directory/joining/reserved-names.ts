import type { Queryable } from '@postroom/database';
import { domainOf } from '../address-key.ts';

/** Keeps the address of an account that goes from whoever joins. Part of account removal. */
export async function reserveName(db: Queryable, address: string, days: number): Promise<void> {
  await db.query(
    `insert into reserved_names (address, domain, until) values ($1, $2, now() + $3::float8 * interval '1 day')
     on conflict (address) do update set until = greatest(reserved_names.until, excluded.until)`,
    [address, domainOf(address), days],
  );
}

/** Forgets names whose time is over; `limit` at a time. */
export async function trimReservedNames(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from reserved_names where address in (
       select address from reserved_names where until < now() order by until limit $1)`,
    [limit],
  );
  return rowCount ?? 0;
}
