import { packBigints, type Queryable } from '@postroom/database';
import { Flag, MailError } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { type MailView, narrowing } from '../sharing/mail-view.ts';

/** The most emails in all threads of one call. */
const MAX_EMAILS = 50_000;

/** Returns the emails of threads, oldest first, by thread id (RFC 8621 3.1). Threads without emails are left out. Throws too-large. */
export async function readThreads(
  db: Queryable,
  view: MailView,
  threadIds: readonly number[],
): Promise<Map<number, number[]>> {
  const { suffix, values, and } = narrowing(view, 3);
  const { rows } = await db.query<{ threadId: number; id: number }>({
    name: `read-threads${suffix}`,
    text: `select w.id as "threadId", m.id from unnest($2::bigint[]) as w (id)
      cross join lateral (
        select id from messages where account_id = $1 and thread_id = w.id
        union all
        select id from messages where account_id = $1 and id = w.id and thread_id is null
      ) m
      cross join lateral (
        select min(internal_date) as received from mailbox_entries
        where account_id = $1 and message_id = m.id and flags & ${Flag.Deleted} = 0${and('mailbox_id')} having count(*) > 0
      ) e
      order by w.id, e.received, m.id limit ${MAX_EMAILS + 1}`,
    values: [view.accountId, packBigints(threadIds), ...values],
  });
  if (rows.length > MAX_EMAILS) throw new MailError('too-large', 'Ask for fewer threads');
  const threads = new Map<number, number[]>();
  for (const { threadId, id } of rows) {
    const emails = threads.get(threadId);
    if (emails) emails.push(id);
    else threads.set(threadId, [id]);
  }
  return threads;
}

/** Returns the thread of each of these emails. */
export async function threadsOfEmails(db: Queryable, accountId: number, ids: Float64Array): Promise<Float64Array> {
  const { rows } = await db.query<{ threads: string }>({
    name: 'threads-of',
    text: `select ${PackedColumn.ofNumbers('thread')} as threads from (
        select coalesce((select thread_id from messages where account_id = $1 and id = w.id), w.id) as thread
        from unnest($2::bigint[]) with ordinality as w (id, n) order by n
      ) t`,
    values: [accountId, packBigints(Array.from(ids))],
  });
  return new PackedColumn(rows[0]?.threads ?? '').numbers();
}
