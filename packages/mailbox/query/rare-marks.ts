import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { Reader } from '../mailboxes/mailbox-ref.ts';
import type { Candidates } from '../search/text-index/candidates.ts';
import type { MailView } from '../sharing/mail-view.ts';
import type { EmailFilter } from './email-filter.ts';
import { topmost } from './emails-sql.ts';
import { type Bind, entryTest, isFlag, isSeenOfEmail } from './keyword-sql.ts';

/** With more marked emails than this, the first ones are found quickly in any order. */
const MOST = 5_000;
/** This many are always looked up quickly. */
const FEW = 500;
/** How uneven marked emails may lie: the ordered read may take this many times longer than with an even spread. */
const UNEVEN = 4;

/** The condition of the index mailbox_entries_marked, and its second column. */
const MARKED = `(x.flags & ${Flag.Seen | Flag.Answered | Flag.Flagged | Flag.Draft} <> ${Flag.Seen})`;
/** SQL: an entry `x` is unread by the owner. It is read from the index mailbox_entries_marked. */
export const UNREAD_ENTRY = `${inIndex(MARKED)} and x.flags & ${Flag.Seen} = 0`;
/** The condition of the index mailbox_entries_with_keywords. */
const WITH_KEYWORDS = `(x.keywords <> '{}')`;
/** Uses the index messages_with_attachments. */
const WITH_ATTACHMENT: Mark = { rows: 'messages', id: 'id', sql: () => 'x.has_attachment' };

/**
 * Returns all emails that have a rare mark which every wanted email has: a keyword, an attachment, or being unread by their owner. They are
 * read from indexes that hold only such rows. Null when the filter asks for no mark, or the mark is not rare.
 * @param first how many emails are needed when the list could be read in order instead; undefined when all are looked at
 */
export async function findRareMarks(
  db: Queryable,
  { accountId, reader }: MailView,
  filter: EmailFilter,
  first: number | undefined,
): Promise<Candidates | null> {
  const tests = topmost(filter).flatMap((each) => markOf(each, reader) ?? []);
  const most = tests.length === 0 ? 0 : await usefulCount(db, accountId, first);
  for (const mark of tests) {
    const values: unknown[] = [accountId];
    const bind: Bind = (value) => `$${values.push(value)}`;
    const { rows } = await db.query<{ id: number }>({
      text: `select x.${mark.id} as id from ${mark.rows} x where x.account_id = $1 and ${mark.sql(bind)} limit ${most + 1}`,
      values,
    });
    if (rows.length <= most)
      return { ids: [...new Set(rows.map(({ id }) => id))].sort((a, b) => a - b), unindexed: [] };
  }
  return null;
}

/** Returns up to how many marked emails it is faster to gather them than to read the list in order until enough are found. */
async function usefulCount(db: Queryable, accountId: number, first: number | undefined): Promise<number> {
  if (first === undefined) return MOST;
  const even = Math.floor(Math.sqrt(UNEVEN * first * (await messagesOfAccount(db, accountId))));
  return Math.min(Math.max(even, FEW), MOST);
}

/** Returns the number of messages of an account. */
export async function messagesOfAccount(db: Queryable, accountId: number): Promise<number> {
  const { rows } = await db.query<{ all: number }>({
    name: 'messages-of-account',
    text: 'select message_count as all from account_state where account_id = $1',
    values: [accountId],
  });
  return rows[0]?.all ?? 0;
}

interface Mark {
  /** The table; every email that passes the test has a row `x` in it, with the email's id. */
  readonly rows: 'mailbox_entries' | 'messages';
  readonly id: string;
  /** SQL that includes the condition of an index. */
  readonly sql: (bind: Bind) => string;
}

function ofEntries(index: string, sql: Mark['sql']): Mark {
  return {
    rows: 'mailbox_entries',
    id: 'message_id',
    sql: (bind) => `${inIndex(index)} and ${sql(bind)}`,
  };
}

/** SQL: the condition of an index, with its second column. */
function inIndex(index: string): string {
  return `${index} and ${index}::int = 1`;
}

/** Returns the mark that a filter asks for; undefined when any entry may pass. */
function markOf(filter: EmailFilter, reader: Reader): Mark | undefined {
  if ('not' in filter) {
    const isUnread =
      reader === undefined && 'is' in filter.not && filter.not.is === 'keyword' && isSeenOfEmail(filter.not);
    return isUnread ? { rows: 'mailbox_entries', id: 'message_id', sql: () => UNREAD_ENTRY } : undefined;
  }
  if ('is' in filter && filter.is === 'attachment') return WITH_ATTACHMENT;
  if (!('is' in filter) || filter.is !== 'keyword' || filter.of !== 'email' || isSeenOfEmail(filter)) return undefined;
  const { keyword } = filter;
  return ofEntries(isFlag(keyword) ? MARKED : WITH_KEYWORDS, (bind) => entryTest(keyword, bind, reader).sql);
}
