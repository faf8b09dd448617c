import type { Queryable } from '@postroom/database';

/** A hold on an account: it may not send until the operator releases it. */
export interface SendingHold {
  readonly address: string;
  readonly heldAt: Date;
  readonly reason: string;
}

/** Puts a hold on an account. Returns false if it already has one. */
export async function holdSending(db: Queryable, accountId: number, reason: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into sending_holds (account_id, reason) select id, $2 from accounts where id = $1
     on conflict (account_id) do nothing`,
    [accountId, reason],
  );
  return rowCount === 1;
}

/** Releases an account's hold. Returns whether there was one. */
export async function releaseSending(db: Queryable, accountId: number): Promise<boolean> {
  const { rowCount } = await db.query('delete from sending_holds where account_id = $1', [accountId]);
  return rowCount === 1;
}

/** Returns holds, oldest first. */
export async function listSendingHolds(db: Queryable, limit: number): Promise<SendingHold[]> {
  const { rows } = await db.query<SendingHold & Record<string, unknown>>(
    `select a.address, h.held_at as "heldAt", h.reason from sending_holds h join accounts a on a.id = h.account_id
     order by h.held_at, a.address limit $1`,
    [limit],
  );
  return rows;
}

export async function countSendingHolds(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>('select count(*) from sending_holds');
  return rows[0]?.count ?? 0;
}
