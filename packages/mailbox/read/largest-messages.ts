import type { Queryable } from '@postroom/database';

export interface LargestMessage {
  readonly id: number;
  readonly subject: string;
  /** Of all its copies together, as it counts for the quota. */
  readonly bytes: number;
  readonly mailboxIds: number[];
}

/**
 * The messages that take the most space, the largest first. Entries have the size, and are narrow: all of an account's are read, which
 * no index would be worth that each filing has to write.
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
