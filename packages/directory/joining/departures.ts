import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';

/** Schedules an account's deletion in `days` days, unless its owner cancels it. An earlier request stays. Returns when, and whether it is new. */
export async function askToLeave(
  db: Queryable,
  accountId: number,
  days: number,
): Promise<{ at: Date; isNew: boolean }> {
  const { rows } = await db.query<{ at: Date; isNew: boolean }>(
    `insert into departures (account_id, leaves_at) select id, now() + $2::float8 * interval '1 day' from accounts where id = $1
     on conflict (account_id) do update set leaves_at = least(departures.leaves_at, excluded.leaves_at)
     returning leaves_at as at, xmax = 0 as "isNew"`,
    [accountId, days],
  );
  if (!rows[0]) throw new MailError('not-found', 'The account no longer exists');
  return rows[0];
}

/** Cancels an account's scheduled deletion. Throws not-found when there is none. */
export async function stay(db: Queryable, accountId: number): Promise<void> {
  const { rowCount } = await db.query('delete from departures where account_id = $1', [accountId]);
  if (!rowCount) throw new MailError('not-found', 'No deletion of the account was requested');
}

/** Returns addresses of accounts due for deletion, in random order so that none always comes first. Suspended accounts are not deleted. */
export async function departing(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ address: string }>(
    `select a.address from departures d join accounts a on a.id = d.account_id
     where d.leaves_at <= now() and a.status = 'active' order by random() limit $1`,
    [limit],
  );
  return rows.map(({ address }) => address);
}

/** Returns whether an account is still due for deletion, and locks that state until the transaction ends. */
export async function isDeparting(db: Queryable, address: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from departures d join accounts a on a.id = d.account_id
     where a.address = $1 and d.leaves_at <= now() and a.status = 'active' for update`,
    [address],
  );
  return rowCount === 1;
}
