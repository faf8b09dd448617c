import type { Queryable } from '@postroom/database';
import { foldCase } from '@postroom/mime';
import { threadKeys } from './threads/thread-keys.ts';

interface Named {
  /** With its angle brackets. */
  readonly messageId: string;
  /** The decoded subject, '' for none. */
  readonly subject: string;
}

/**
 * Returns the id of an account's oldest email with this Message-ID and subject; undefined when there is none. It looks only into the
 * thread that the email would be in, so no search is needed.
 */
export async function findByMessageId(
  db: Queryable,
  accountId: number,
  { messageId, subject }: Named,
): Promise<number | undefined> {
  const id = messageId.slice(1, -1);
  const keys = threadKeys({ messageId: id, inReplyTo: [], references: [], searchSubject: foldCase(subject) });
  const { rows } = await db.query<{ id: number }>({
    name: 'email-by-message-id',
    text: `select m.id from thread_keys k join messages m on m.account_id = k.account_id and m.thread_id = k.thread_id
      where k.account_id = $1 and k.key = any($2::uuid[]) and m.account_id = $1 and m.message_id = $3
      order by m.id limit 1`,
    values: [accountId, keys, id],
  });
  return rows[0]?.id;
}
