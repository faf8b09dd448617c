import { Flag, flagBit } from '@postroom/types';
import type { Reader } from '../mailboxes/mailbox-ref.ts';
import type { Says } from '../search/says.ts';
import { flagsSeen } from '../sharing/own-seen.ts';
import type { KeywordScope } from './email-filter.ts';

export type Bind = (value: unknown) => string;

/** How values become parameters, and which entries are visible. */
export interface Sight {
  readonly bind: Bind;
  readonly says: Says;
  /** SQL: ` and …` that leaves out entries that are not visible. @param column the mailbox of the entry */
  and(column: string): string;
  /** The account with a \Seen of its own. */
  readonly reader: Reader;
  /** SQL: whether the thread of `b` has the keyword; undefined when that was not answered for all threads. */
  threads(question: ThreadQuestion): string | undefined;
  /** SQL: whether `b` is unread by its owner; undefined when that was not answered for all emails. */
  unread(): string | undefined;
}

export interface ThreadQuestion {
  readonly keyword: string;
  readonly of: Exclude<KeywordScope, 'email'>;
}

/**
 * SQL: whether the email `b` of account $1, whose message is `m`, or its thread has a keyword (docs/decisions/0025). `offset 0` keeps each
 * question a look-up by key: without statistics the planner would make a join of them that takes minutes.
 */
export function keywordSql(keyword: string, of: KeywordScope, { bind, and, reader, threads, unread }: Sight): string {
  const told = of === 'email' ? undefined : threads({ keyword, of });
  if (told !== undefined) return told;
  const isUnread = isSeenOfEmail({ keyword, of }) ? unread() : undefined;
  if (isUnread !== undefined) return `(not ${isUnread})`;
  const test = entryTest(keyword, bind, reader);
  if (of === 'email') return has('b.id', test, and);
  const isThere = `exists (
    select 1 from mailbox_entries x where x.account_id = $1 and x.message_id = o.id and x.flags & ${Flag.Deleted} <> ${Flag.Deleted}${and('x.mailbox_id')} offset 0)`;
  const others = `select 1 from messages o where o.account_id = $1 and o.thread_id = m.thread_id and ${isThere} and`;
  // A message whose thread is not known yet is a thread of its own.
  return of === 'some-in-thread'
    ? `(${has('b.id', test, and)} or exists (${others} ${has('o.id', test, and)} offset 0))`
    : `(${has('b.id', test, and)} and not exists (${others} not ${has('o.id', test, and)} offset 0))`;
}

interface EntryTest {
  /** SQL on an entry `x`. */
  readonly sql: string;
  /** Whether all entries must pass, or only one. */
  readonly everywhere: boolean;
}

function bitOf(keyword: string): number | undefined {
  const bit = keyword.startsWith('$') ? flagBit(`\\${keyword.slice(1)}`) : undefined;
  return bit === Flag.Deleted ? undefined : bit;
}

/** Returns whether the keyword is a system flag in IMAP (RFC 8621 4.1.1). */
export const isFlag = (keyword: string): boolean => bitOf(keyword) !== undefined;

/** Returns whether a test or a comparator asks for \Seen of the email itself. */
export function isSeenOfEmail(asked: { readonly keyword: string; readonly of: KeywordScope }): boolean {
  return asked.of === 'email' && asked.keyword === '$seen';
}

/** Returns the test that the entries of an email with the keyword pass. */
export function entryTest(keyword: string, bind: Bind, reader: Reader): EntryTest {
  const bit = bitOf(keyword);
  if (bit === Flag.Seen) return { sql: `${flagsSeen('x.', reader)} & ${Flag.Seen} <> 0`, everywhere: true };
  if (bit !== undefined) return { sql: `x.flags & ${bit} <> 0`, everywhere: false };
  return { sql: `exists (select 1 from unnest(x.keywords) k where lower(k) = ${bind(keyword)})`, everywhere: false };
}

function has(id: string, { sql, everywhere }: EntryTest, and: Sight['and']): string {
  const entries = `select 1 from mailbox_entries x
    where x.account_id = $1 and x.message_id = ${id} and x.flags & ${Flag.Deleted} <> ${Flag.Deleted}${and('x.mailbox_id')} and`;
  return everywhere ? `not exists (${entries} not ${sql} offset 0)` : `exists (${entries} ${sql} offset 0)`;
}
