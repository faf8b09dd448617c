import type { Queryable } from '@postroom/database';

/** Of one Message-ID; whoever sends the same again and again is told of the last. */
const MAX_MAILS = 100;

/** The mails that an account sent with this Message-ID (with its angle brackets), the last first. */
export async function mailsByMessageId(db: Queryable, accountId: number, messageId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'mails-by-message-id',
    text: `select id from accepted_mails where message_id = $2 and account_id = $1 order by id desc limit ${MAX_MAILS}`,
    values: [accountId, messageId],
  });
  return rows.map(({ id }) => id);
}
