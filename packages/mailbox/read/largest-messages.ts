import type { Queryable } from '@postroom/database';

export interface LargestMessage {
  readonly id: number;
  readonly subject: string;
  /** The size of all its copies together, as the quota counts it. */
  readonly bytes: number;
  readonly mailboxIds: number[];
}

/**
 * Returns the messages that take the most space, largest first. It reads all entries of the account, which have the size and are small: an
 * index would have to be written with each filing, and is not worth that.
 */
export async function largestMessages(db: Queryable, accountId: number, limit: number): Promise<LargestMessage[]> {
  const { rows } = await db.query<LargestMessage & { mailboxIds: string[] }>({
    name: 'largest-messages',
    text: `select m.id, left(m.subject, 200) as subject, l.bytes, l.mailbox_ids as "mailboxIds"
      from (
        select message_id, sum(size)::bigint as bytes, array_agg(distinct mailbox_id) as mailbox_ids
        from mailbox_entries where account_id = $1 group by message_id order by 2 desc, 1 desc limit $2
      ) l join messages m on m.account_id = $1 and m.id = l.message_id order by l.bytes desc, m.id desc`,
    values: [accountId, limit],
  });
  return rows.map((row) => ({ ...row, mailboxIds: row.mailboxIds.map(Number) }));
}
