import type { Queryable } from '@postroom/database';

/** Returns how much mail of an account waits for its send time (RFC 4865), whichever protocol submitted it. */
export async function heldMails(db: Queryable, accountId: number): Promise<{ mails: number; bytes: number }> {
  const { rows } = await db.query<{ mails: number; bytes: number }>({
    name: 'held-mails',
    text: `select count(*) as mails, coalesce(sum(size), 0)::bigint as bytes from accepted_mails
      where account_id = $1 and release_at > now()`,
    values: [accountId],
  });
  return rows[0] ?? { mails: 0, bytes: 0 };
}
