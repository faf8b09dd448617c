import type { Queryable } from '@postroom/database';

/** How many messages of one account are added up; if more wait, the room that is left is unknown. */
const MAX_WAITING = 1_000;

/** Returns the octets of accepted mail that is not yet filed into the account; Infinity when more than MAX_WAITING messages wait. */
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
