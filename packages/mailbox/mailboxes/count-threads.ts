import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import { threadOf } from '../read/thread-of-entry.ts';
import { type MailView, narrowing } from '../sharing/mail-view.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';

/** The thread counts of a mailbox (RFC 8621 2). */
export interface ThreadCounts {
  readonly total: number;
  readonly unread: number;
}

/**
 * Returns the thread counts of each mailbox that has threads; messages marked \Deleted are ignored. A thread is unread when one of its emails
 * is, in whichever mailbox; but an email that is only in the trash counts only there (RFC 8621 2 unreadThreads). Reads every entry of the
 * account.
 */
export async function countThreads(db: Queryable, view: MailView): Promise<Map<number, ThreadCounts>> {
  const { suffix, values, and } = narrowing(view, 2);
  const { rows } = await db.query<ThreadCounts & { mailboxId: number }>({
    ...prepared(`count-threads${suffix}`, view.reader),
    text: `with entries as materialized (
        select e.mailbox_id, ${threadOf('e')} as thread, e.message_id, ${flagsSeen('e.', view.reader)} & ${Flag.Seen} <> 0 as seen, e.flags & ${Flag.Draft} <> 0 as draft,
          e.mailbox_id = (select id from mailboxes where account_id = $1 and special_use = '\\Trash' limit 1) as trash
        from mailbox_entries e
        where e.account_id = $1 and e.flags & ${Flag.Deleted} = 0${and('e.mailbox_id')}
      ), unread as (
        -- An email is \\Seen if all its entries are (docs/decisions/0025).
        select thread, bool_or(not coalesce(only_trash, false)) as outside, bool_or(any_trash) as inside
        from (
          select thread, bool_and(trash) as only_trash, bool_or(trash) as any_trash
          from entries group by message_id, thread having not bool_and(seen) and not bool_or(draft)
        ) emails group by thread
      )
      select p.mailbox_id as "mailboxId", count(*) as total,
        count(*) filter (where case when p.trash then u.inside else u.outside end) as unread
      from (select distinct mailbox_id, thread, trash from entries) p left join unread u on u.thread = p.thread
      group by p.mailbox_id`,
    values: [view.accountId, ...values],
  });
  return new Map(rows.map(({ mailboxId, total, unread }) => [mailboxId, { total, unread }]));
}
