import type { Queryable } from '@postroom/database';

/** The most messages returned for one Message-ID; a sender who repeats one gets only the newest. */
const MAX_MAILS = 100;

/** Returns the ids of messages that an account sent with this Message-ID (with its angle brackets), newest first. */
export async function mailsByMessageId(db: Queryable, accountId: number, messageId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'mails-by-message-id',
    text: `select id from accepted_mails where message_id = $2 and account_id = $1 order by id desc limit ${MAX_MAILS}`,
    values: [accountId, messageId],
  });
  return rows.map(({ id }) => id);
}
