import type { Queryable } from '@postroom/database';
import { domainOf } from '../address-key.ts';

/** Reserves the address of an account that is being removed, so that nobody who joins gets it. */
export async function reserveName(db: Queryable, address: string, days: number): Promise<void> {
  await db.query(
    `insert into reserved_names (address, domain, until) values ($1, $2, now() + $3::float8 * interval '1 day')
     on conflict (address) do update set until = greatest(reserved_names.until, excluded.until)`,
    [address, domainOf(address), days],
  );
}

/** Removes up to `limit` names whose time is over. */
export async function trimReservedNames(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from reserved_names where address in (
       select address from reserved_names where until < now() order by until limit $1)`,
    [limit],
  );
  return rowCount ?? 0;
}
