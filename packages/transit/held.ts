import type { Queryable } from '@postroom/database';

/** What an account has waiting for the time at which it is to be sent (RFC 4865), by whichever protocol it came. */
export async function heldMails(db: Queryable, accountId: number): Promise<{ mails: number; bytes: number }> {
  const { rows } = await db.query<{ mails: number; bytes: number }>({
    name: 'held-mails',
    text: `select count(*) as mails, coalesce(sum(size), 0)::bigint as bytes from accepted_mails
      where account_id = $1 and release_at > now()`,
    values: [accountId],
  });
  return rows[0] ?? { mails: 0, bytes: 0 };
}
