import { packBigints, type Queryable } from '@postroom/database';
import { ALL_RIGHTS, Flag, MailError, type Rights, type SpecialUse } from '@postroom/types';
import { completeState } from '../changes/snapshot.ts';
import type { MailView, Share } from '../sharing/mail-view.ts';
import { flagsSeen, prepared } from '../sharing/own-seen.ts';

/** A mailbox with the counts of RFC 8621 2: messages marked \Deleted do not exist for JMAP. */
export interface CountedMailbox {
  readonly id: number;
  /** The path, with `/` between levels. */
  readonly name: string;
  readonly specialUse: SpecialUse | null;
  readonly isSubscribed: boolean;
  /** The sort order of RFC 8621 2; null when nobody has set it. */
  readonly sortOrder: number | null;
  readonly rights: Rights;
  readonly totalEmails: number;
  /** Emails without \Seen and \Draft. */
  readonly unreadEmails: number;
}

interface Row {
  modseq: number;
  next_id: number;
  id: number | null;
  name: string;
  special_use: SpecialUse | null;
  is_subscribed: boolean;
  sort_order: number | null;
  total: number;
  unread: number;
}

/** SQL: entries that are unseen for the mailbox but not unread for JMAP. An index holds only these (migration 0050). */
const UNCOUNTED = `flags & ${Flag.Seen} = 0 and flags & ${Flag.Deleted | Flag.Draft} <> 0`;

const ENTRIES = 'select count(*) from mailbox_entries e where e.account_id = s.account_id and e.mailbox_id = m.id';

const UNREAD = `case when m.unseen_count = 0 then 0 else m.unseen_count - (${ENTRIES} and ${UNCOUNTED}) end`;

/** SQL: the unread entries of a reader with a \Seen of its own. It reads every entry of the mailbox, as the stored count is the owner's. */
function unreadBy(reader: number): string {
  return `(${ENTRIES} and ${flagsSeen('e.', reader)} & ${Flag.Seen | Flag.Deleted | Flag.Draft} = 0)`;
}

/**
 * Returns all visible mailboxes of the account, ordered by name, and the state of RFC 8620 5.1 at the same moment: one statement is one
 * snapshot. There are at most MAX_MAILBOXES. Throws not-found.
 */
export async function readMailboxes(
  db: Queryable,
  view: MailView,
): Promise<{ state: string; mailboxes: CountedMailbox[] }> {
  const { accountId, shared, reader } = view;
  const { rows } = await db.query<Row & Record<string, unknown>>({
    ...prepared(shared ? 'read-mailboxes-shared' : 'read-mailboxes', reader),
    text: `select s.modseq, s.next_id, m.id, m.name, m.special_use, m.sort_order,
        exists (select 1 from subscriptions u where u.account_id = s.account_id and u.name = m.name) as is_subscribed,
        m.message_count - m.deleted_count as total,
        ${reader === undefined ? UNREAD : unreadBy(reader)} as unread
      from account_state s left join mailboxes m on m.account_id = s.account_id ${shared ? 'and m.id = any($2::bigint[])' : ''}
      where s.account_id = $1
      order by m.name collate "C"`,
    values: [accountId, ...(shared ? [packBigints([...shared.keys()])] : [])],
  });
  const [first] = rows;
  if (!first) throw new MailError('not-found', 'The account is gone');
  return {
    state: completeState({ modseq: first.modseq, nextId: first.next_id }, view),
    mailboxes: rows.filter(({ id }) => id !== null).map((row) => mailboxOf(row, shared?.get(row.id as number))),
  };
}

/** Makes a mailbox of a row; without the right to read it, its counts are 0. */
function mailboxOf(row: Row, share: Share | undefined): CountedMailbox {
  const { rights, isSubscribed } = share ?? { rights: ALL_RIGHTS, isSubscribed: row.is_subscribed };
  const isRead = rights.has('r');
  return {
    id: row.id as number,
    name: row.name,
    specialUse: row.special_use,
    sortOrder: row.sort_order,
    rights,
    isSubscribed,
    totalEmails: isRead ? row.total : 0,
    unreadEmails: isRead ? row.unread : 0,
  };
}
