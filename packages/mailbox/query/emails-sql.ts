import { packBigints } from '@postroom/database';
import { Flag } from '@postroom/types';
import { threadOf } from '../read/thread-of-entry.ts';
import type { Candidates } from '../search/text-index/candidates.ts';
import type { EmailFilter, EmailTest } from './email-filter.ts';
import type { Sight } from './keyword-sql.ts';

/** A test of the mailboxes that an email is in; it is applied to entries directly. */
export type PlaceTest = EmailTest & { readonly is: 'in' | 'outside' };

/** Returns the first such test that all wanted emails pass; a test for one mailbox comes before one that excludes some. */
export function placeOf(filter: EmailFilter): PlaceTest | undefined {
  const tests = topmost(filter);
  return tests.find((test) => isTest(test, 'in')) ?? tests.find((test) => isTest(test, 'outside'));
}

/** Returns the filter's other tests. */
export function testsBeside(filter: EmailFilter, place: PlaceTest | undefined): EmailFilter[] {
  return topmost(filter).filter((test) => test !== place);
}

/** Returns filters that a wanted email must all pass. */
export function topmost(filter: EmailFilter): readonly EmailFilter[] {
  return 'all' in filter ? filter.all : [filter];
}

function isTest(filter: EmailFilter, is: PlaceTest['is']): filter is PlaceTest {
  return 'is' in filter && filter.is === is;
}

/** SQL: ` and …` that leaves out other mailboxes. */
export function andPlace(place: PlaceTest | undefined, column: string, { bind, and }: Sight): string {
  const seen = and(column);
  if (place?.is === 'in') return `${seen} and ${column} = ${bind(place.mailboxId)}::bigint`;
  if (place?.is === 'outside') return `${seen} and ${column} <> all(${bind(place.mailboxIds)}::bigint[])`;
  return seen;
}

/** SQL: all entries of a message have the same internal date and size. */
const ENTRY = 'message_id as id, internal_date as received, size, thread_id';
const GROUPED = 'message_id as id, max(internal_date) as received, max(size) as size, max(thread_id) as thread_id';

function mine(andMailbox: string): string {
  return `from mailbox_entries where account_id = $1 and flags & ${Flag.Deleted} = 0${andMailbox}`;
}

/** SQL: the entries of one message. The condition is written differently from the index by date, or the planner would search that index. */
function ofMessage(id: string, andMailbox: string): string {
  return `from mailbox_entries where account_id = $1 and message_id = ${id} and flags & ${Flag.Deleted} <> ${Flag.Deleted}${andMailbox}`;
}

/** SQL: emails with their date, size and, if the entry knows it, thread; one row per entry. */
export function entries(andMailbox: string): string {
  return `(select ${ENTRY} ${mine(andMailbox)})`;
}

/** SQL: the same, one row per email. */
export function emails(andMailbox: string): string {
  return `(select ${GROUPED} ${mine(andMailbox)} group by message_id)`;
}

/** SQL: the same, only of some messages. */
export function emailsAmong({ ids, unindexed }: Candidates, andMailbox: string, { bind }: Sight): string {
  const array = (numbers: readonly number[]): string => `${bind(packBigints(numbers))}::bigint[]`;
  return `(
    select e.* from (
      select unnest(${array(ids)}) as id
      union all
      select m.id from unnest(${array(unindexed.map(({ from }) => from))}, ${array(unindexed.map(({ to }) => to))}) r (low, high)
      join messages m on m.account_id = $1 and m.id between r.low and r.high
    ) c cross join lateral (
      select ${GROUPED} ${ofMessage('c.id', andMailbox)} group by message_id offset 0
    ) e)`;
}

/** SQL: messages `m` of an account that are emails there, each with its row `b` of the same columns. */
export function messagesThatAreEmails(andMailbox: string): string {
  return `(select * from messages where account_id = $1) m cross join lateral (
    select m.id, max(internal_date) as received, max(size) as size, max(thread_id) as thread_id
    ${ofMessage('m.id', andMailbox)} having count(*) > 0 offset 0) b`;
}

/** SQL: the thread of `b`. */
export const THREAD = threadOf('b', 'id');

/** SQL: the message of `b`, looked up by key; the account is compared with a parameter and not with a column of another table (see 0041). */
export const MESSAGE = 'cross join lateral (select * from messages where account_id = $1 and id = b.id offset 0) m';

/**
 * SQL: the number of threads in a mailbox, counted in the order of their index, which is smaller than the one by date and needs no sort.
 * While some entries do not know their thread, `otherwise` is used instead.
 */
export function threadsOfMailbox(andMailbox: string, otherwise: string): string {
  const all = `from mailbox_entries where account_id = $1${andMailbox}`;
  return `select case when exists (select ${all} and thread_id is null) then (${otherwise})
    else (select count(distinct thread_id) ${all} and flags >> 3 & 1 = 0) end as total`;
}
