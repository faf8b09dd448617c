import type { Queryable } from '@postroom/database';
import { foldCase } from '@postroom/mime';
import { threadKeys } from './threads/thread-keys.ts';

interface Named {
  /** With its angle brackets. */
  readonly messageId: string;
  /** In characters, '' for none. */
  readonly subject: string;
}

/**
 * The id of the oldest email of an account with this Message-ID and subject; undefined where there is none. It is found by its thread,
 * so that nothing is searched.
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
