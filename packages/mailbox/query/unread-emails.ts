import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { MessageBits } from '../search/message-bits.ts';
import { type MailView, readableMailboxes } from '../sharing/mail-view.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import type { PlaceTest } from './emails-sql.ts';
import { tests } from './filter-tests.ts';
import { type Bind, isSeenOfEmail } from './keyword-sql.ts';
import { UNREAD_ENTRY } from './rare-marks.ts';
import { MAX_SPAN } from './threads-with-keyword.ts';

/** Looking up whether one email is unread takes longer than gathering this many unread emails. */
const GATHERED_PER_LOOK = 4;
/** The most unread emails that are gathered. */
const MOST = 1_000_000;

/**
 * Returns which emails their owner has not read, a bit for each, gathered from the index of marked entries: then no email of a list needs a
 * look-up. Undefined when the query does not ask, when its reader is not the owner, or when so few emails are looked at that look-ups are
 * faster.
 * @param first how many emails are needed when the list is read in order until there are enough; undefined when all are looked at
 */
export async function askUnread(
  db: Queryable,
  view: MailView,
  { filter, sort }: { filter: EmailFilter; sort: readonly EmailComparator[] },
  { place, first }: { place: PlaceTest | undefined; first: number | undefined },
): Promise<MessageBits | undefined> {
  const isAsked =
    tests(filter).some((test) => test.is === 'keyword' && isSeenOfEmail(test)) ||
    sort.some(({ by }) => typeof by === 'object' && isSeenOfEmail(by));
  if (!isAsked || view.reader !== undefined || readableMailboxes(view)) return undefined;
  return (await isGatheringFaster(db, view.accountId, place, first)) ? gather(db, view.accountId) : undefined;
}

/** SQL: whether `b` is unread; undefined when the unread emails were not gathered. */
export function unreadInSql(unread: MessageBits | undefined, bind: Bind): () => string | undefined {
  let sql: string | undefined;
  return () => {
    if (unread) sql ??= `coalesce(${unread.inSql('b.id', bind)(0)}, false)`;
    return sql;
  };
}

/** Compares by the counters of mailboxes, as if the unread emails were spread evenly. */
async function isGatheringFaster(
  db: Queryable,
  accountId: number,
  place: PlaceTest | undefined,
  first: number | undefined,
): Promise<boolean> {
  const { rows } = await db.query<{ unread: number; here: number; unreadHere: number }>({
    name: 'unread-counts',
    text: `select coalesce(sum(unseen_count), 0)::bigint as unread,
        coalesce(sum(message_count) filter (where $2::bigint is null or id = $2), 0)::bigint as here,
        coalesce(sum(unseen_count) filter (where $2::bigint is null or id = $2), 0)::bigint as "unreadHere"
      from mailboxes where account_id = $1`,
    values: [accountId, place?.is === 'in' ? place.mailboxId : null],
  });
  const { unread = 0, here = 0, unreadHere = 0 } = rows[0] ?? {};
  const looks = first === undefined ? here : Math.min(here, (first * here) / Math.max(unreadHere, 1));
  return unread <= MOST && looks * GATHERED_PER_LOOK >= unread;
}

async function gather(db: Queryable, accountId: number): Promise<MessageBits | undefined> {
  const { rows } = await db.query<{ ids: string | null }>({
    text: `select ${PackedColumn.ofNumbers('id')} as ids from (
        select x.message_id as id from mailbox_entries x
        where x.account_id = $1 and ${UNREAD_ENTRY} and x.flags & ${Flag.Deleted} = 0 limit ${MOST + 1}
      ) u`,
    values: [accountId],
  });
  const ids = new PackedColumn(rows[0]?.ids ?? '').numbers();
  let [first, last] = [Number.POSITIVE_INFINITY, 1];
  for (const id of ids) {
    first = Math.min(first, id);
    last = Math.max(last, id);
  }
  first = Math.min(first, last);
  if (ids.length > MOST || last - first >= MAX_SPAN) return undefined;
  const bits = new MessageBits(first, last, 1);
  for (const id of ids) bits.set(0, id);
  return bits;
}
