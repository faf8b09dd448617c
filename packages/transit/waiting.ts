import type { Queryable } from '@postroom/database';

/** Mails of one account that are added up; with more of them waiting nobody knows how much room is left. */
const MAX_WAITING = 1_000;

/** Octets of accepted mail that is not filed into the account yet; Infinity when more mails wait than are added up. */
export async function waitingBytes(db: Queryable, accountId: number): Promise<number> {
  const { rows } = await db.query<{ mails: number; bytes: number }>({
    name: 'waiting-bytes',
    text: `select count(*) as mails, coalesce(sum((select size from accepted_mails where id = waiting.mail_id)), 0)::bigint as bytes
      from (
        select mail_id from deliveries where account_id = $1 and state = 'queued' limit ${MAX_WAITING}
      ) waiting`,
    values: [accountId],
  });
  const { mails, bytes } = rows[0] ?? { mails: 0, bytes: 0 };
  return mails < MAX_WAITING ? bytes : Number.POSITIVE_INFINITY;
}
