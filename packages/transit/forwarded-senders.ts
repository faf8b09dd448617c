import type { Queryable } from '@postroom/database';

/** About as many addresses are kept at once, some 300 octets each: senders may use a new one for each mail. */
const MAX_KEPT = 1_000_000;
/** Reverse-paths are valid for 21 days (`sender-auth/srs`); these days more are for clocks that differ. */
const KEPT_DAYS = 23;

/** Keeps the address of a sender under its key for as long as reports may come. Returns false when too many are kept already. */
export async function keepForwardedSender(
  db: Queryable,
  key: string,
  address: string,
  most = MAX_KEPT,
): Promise<boolean> {
  const { rows } = await db.query<{ used_on: string }>({
    name: 'keep-forwarded-sender',
    text: `insert into forwarded_senders as kept (key, address)
      select $1, $2 where (select reltuples from pg_class where oid = 'forwarded_senders'::regclass) < $3
      on conflict (key) do update set used_on = current_date where kept.used_on < current_date
      returning used_on`,
    values: [key, address, most],
  });
  return rows.length > 0 || (await readForwardedSender(db, key)) !== null;
}

/** Returns the address that is kept under a key, or null. */
export async function readForwardedSender(db: Queryable, key: string): Promise<string | null> {
  const { rows } = await db.query<{ address: string }>({
    name: 'forwarded-sender',
    text: 'select address from forwarded_senders where key = $1',
    values: [key],
  });
  return rows[0]?.address ?? null;
}

/** Removes addresses to which no report can come any more. Returns how many. */
export async function trimForwardedSenders(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from forwarded_senders where key in (
       select key from forwarded_senders where used_on < current_date - ${KEPT_DAYS} limit $1
     )`,
    [limit],
  );
  return rowCount ?? 0;
}
