import { packBigints } from '@postroom/database';
import { Flag } from '@postroom/types';
import { threadOf } from '../read/thread-of-entry.ts';
import type { Candidates } from '../search/text-index/candidates.ts';
import type { EmailFilter, EmailTest } from './email-filter.ts';
import type { Sight } from './keyword-sql.ts';

/** The part of a filter that says in which mailboxes an entry lies which makes an email wanted: it is asked of the entries themselves. */
export type PlaceTest = EmailTest & { readonly is: 'in' | 'outside' };

/** The first such test that all wanted emails pass, one mailbox before many. */
export function placeOf(filter: EmailFilter): PlaceTest | undefined {
  const tests = topmost(filter);
  return tests.find((test) => isTest(test, 'in')) ?? tests.find((test) => isTest(test, 'outside'));
}

/** What the filter asks beside that. */
export function testsBeside(filter: EmailFilter, place: PlaceTest | undefined): EmailFilter[] {
  return topmost(filter).filter((test) => test !== place);
}

/** Filters all of which a wanted email passes. */
export function topmost(filter: EmailFilter): readonly EmailFilter[] {
  return 'all' in filter ? filter.all : [filter];
}

function isTest(filter: EmailFilter, is: PlaceTest['is']): filter is PlaceTest {
  return 'is' in filter && filter.is === is;
}

/** SQL: ` and …` that leaves mailboxes out. */
export function andPlace(place: PlaceTest | undefined, column: string, { bind, and }: Sight): string {
  const seen = and(column);
  if (place?.is === 'in') return `${seen} and ${column} = ${bind(place.mailboxId)}::bigint`;
  if (place?.is === 'outside') return `${seen} and ${column} <> all(${bind(place.mailboxIds)}::bigint[])`;
  return seen;
}

/** Of all entries of a message the internal date and the size are the same. */
const ENTRY = 'message_id as id, internal_date as received, size, thread_id';
const GROUPED = 'message_id as id, max(internal_date) as received, max(size) as size, max(thread_id) as thread_id';

function mine(andMailbox: string): string {
  return `from mailbox_entries where account_id = $1 and flags & ${Flag.Deleted} = 0${andMailbox}`;
}

/** Those of one message: not in the words of the index by date, which the planner would look through for it. */
function ofMessage(id: string, andMailbox: string): string {
  return `from mailbox_entries where account_id = $1 and message_id = ${id} and flags & ${Flag.Deleted} <> ${Flag.Deleted}${andMailbox}`;
}

/** SQL: emails with when they came, how large they are and their thread where the entry knows it, one for each entry. */
export function entries(andMailbox: string): string {
  return `(select ${ENTRY} ${mine(andMailbox)})`;
}

/** SQL: the same, each email once. */
export function emails(andMailbox: string): string {
  return `(select ${GROUPED} ${mine(andMailbox)} group by message_id)`;
}

/** SQL: the same of some messages alone. */
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

/** SQL: messages `m` of an account, and of each the same as `b`, if it is an email there. */
export function messagesThatAreEmails(andMailbox: string): string {
  return `(select * from messages where account_id = $1) m cross join lateral (
    select m.id, max(internal_date) as received, max(size) as size, max(thread_id) as thread_id
    ${ofMessage('m.id', andMailbox)} having count(*) > 0 offset 0) b`;
}

/** SQL: the thread of `b`. */
export const THREAD = threadOf('b', 'id');

/** The message of `b`: a look-up by key, as the account is compared with what does not come from another table (see 0041). */
export const MESSAGE = 'cross join lateral (select * from messages where account_id = $1 and id = b.id offset 0) m';

/**
 * SQL: how many threads a mailbox has, by their index alone: of 200,000 entries 550 pages in order, where the index by date has 1,430 and they
 * are sorted. As long as an entry does not know its thread, they are counted the other way.
 */
export function threadsOfMailbox(andMailbox: string, otherwise: string): string {
  const all = `from mailbox_entries where account_id = $1${andMailbox}`;
  return `select case when exists (select ${all} and thread_id is null) then (${otherwise})
    else (select count(distinct thread_id) ${all} and flags >> 3 & 1 = 0) end as total`;
}
