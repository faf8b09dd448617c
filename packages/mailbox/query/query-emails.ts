import type { BlobStore } from '@postroom/blobs';
import { type Pool, packBigints } from '@postroom/database';
import { Flag, MailError } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { JOIN_TEXT } from '../search/message-texts.ts';
import { type Candidates, findCandidates } from '../search/text-index/candidates.ts';
import type { Wanted } from '../search/text-index/wanted.ts';
import { type MailView, readableMailboxes } from '../sharing/mail-view.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import { filterSql } from './filter-sql.ts';
import { asksBody, isOpen, tests } from './filter-tests.ts';
import type { Bind, Sight } from './keyword-sql.ts';
import { lookIntoHeaders, lookIntoTexts } from './look-into.ts';
import { type Answers, Questions } from './questions.ts';
import { sortSql } from './sort-sql.ts';

/** Emails that one query finds at most; more would be of no use to anybody. */
const MAX_FOUND = 1_000_000;

/** With so many candidates or more it is as quick to look at all messages. */
const MOST_CANDIDATES = 100_000;

/** Messages that one query looks into: more are another, narrower query. */
const MAX_LOOKED_INTO = 200_000;

export interface EmailQuery {
  readonly filter: EmailFilter;
  readonly sort: readonly EmailComparator[];
  /** How many of them are needed; Infinity: all. */
  readonly most: number;
  /** Octets of messages that are looked through where not all of their text is kept. */
  readonly maxSearchBytes: number;
}

/**
 * The ids of the emails that are wanted, in order (RFC 8621 4.4). What is \\Deleted is not there. Throws too-large where all are needed
 * and there are more than anybody can use, limit-reached where too much would have to be looked into.
 */
export async function queryEmails(store: BlobStore, view: MailView, query: EmailQuery): Promise<Float64Array> {
  const { accountId } = view;
  const { filter, most, maxSearchBytes } = query;
  const candidates = await findCandidates(store.pool, accountId, wanted(filter), MOST_CANDIDATES);
  const questions = new Questions(filter, maxSearchBytes);
  const place = { pool: store.pool, view, candidates, questions };
  const answers: Answers = {};
  if (!questions.headers.isEmpty) {
    const open = await findOpen(place, query, answers);
    answers.headers = await lookIntoHeaders(store.pool, accountId, open, questions);
  }
  const limit = Math.min(most, MAX_FOUND);
  let found = await findOnce(place, query, answers, questions.asksText ? 'maybe' : 'surely', limit);
  if (found.hasOpen) {
    const open = await findOpen(place, query, answers);
    answers.texts = await lookIntoTexts(store, accountId, open, questions);
    found = await findOnce(place, query, answers, 'surely', limit);
  }
  if (found.ids.length === MAX_FOUND && most > MAX_FOUND) throw new MailError('too-large', 'Too many emails match');
  return found.ids.subarray(0, most);
}

interface Place {
  readonly pool: Pool;
  readonly view: MailView;
  readonly candidates: Candidates | null;
  readonly questions: Questions;
}

interface Found {
  readonly ids: Float64Array;
  /** Whether there are some among them of which nobody knows yet. */
  readonly hasOpen: boolean;
}

/** What is asked for: emails that match, those and the ones that may, and the latter alone. */
type Which = 'surely' | 'maybe' | 'open';

const IS: Readonly<Record<Which, string>> = {
  surely: 'o.matches',
  maybe: 'o.matches is not false',
  open: 'o.matches is null',
};

/** Each email once. */
async function findOnce(
  place: Place,
  query: EmailQuery,
  answers: Answers,
  which: Which,
  limit: number,
): Promise<Found> {
  const { ids, hasOpen } = await run(place, query, answers, which, limit);
  const unique = new Set(ids);
  // A message that lies twice in the mailbox has taken the place of another.
  if (unique.size < ids.length && ids.length === limit && limit < MAX_FOUND)
    return findOnce(place, query, answers, which, Math.min(2 * limit, MAX_FOUND));
  return { ids: unique.size < ids.length ? Float64Array.from(unique) : ids, hasOpen };
}

/** Emails of which the answers so far do not tell whether they match; ascending. Throws limit-reached. */
async function findOpen(place: Place, query: EmailQuery, answers: Answers): Promise<Float64Array> {
  const { ids } = await run(place, query, answers, 'open', MAX_LOOKED_INTO + 1);
  if (ids.length > MAX_LOOKED_INTO)
    throw new MailError('limit-reached', 'Too many emails would have to be looked into, ask for fewer of them');
  return Float64Array.from(new Set(ids)).sort();
}

async function run(
  { pool, view, candidates, questions }: Place,
  { filter, sort }: EmailQuery,
  answers: Answers,
  which: Which,
  limit: number,
): Promise<Found> {
  const values: unknown[] = [view.accountId];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const sight: Sight = { bind, and: andSeen(view, bind) };
  const told = questions.sql(answers, bind);
  const all = testsBeside(filter);
  // What is surely true or false is asked where the planner can use it.
  const sure = filterSql({ all: all.filter((each) => !isOpen(each)) }, told, sight);
  const open = filterSql({ all: all.filter(isOpen) }, told, sight);
  const order = which === 'open' ? 'b.id' : sortSql(sort, sight);
  const { rows } = await pool.query<{ ids: string | null; hasOpen: boolean | null }>(
    `select ${PackedColumn.ofNumbers('id')} as ids, bool_or(matches is null) as "hasOpen" from (
       select b.id, o.matches from ${emails(filter, candidates, sight)} b
       ${/\bm\./.test(sure + open + order) ? MESSAGE : ''}
       ${tests(filter).some(asksBody) ? JOIN_TEXT : ''} ${told.joins}
       cross join lateral (select ${open} as matches ${open === 'true' ? '' : 'offset 0'}) o
       where ${sure} and ${IS[which]} order by ${order} limit ${limit}
     ) found`,
    values,
  );
  const { ids: packed, hasOpen } = rows[0] ?? { ids: null, hasOpen: null };
  return { ids: packed ? new PackedColumn(packed).numbers() : new Float64Array(), hasOpen: hasOpen ?? false };
}

/** Of one's own mail everything is seen. */
function andSeen(view: MailView, bind: Bind): Sight['and'] {
  const ids = readableMailboxes(view);
  if (!ids) return () => '';
  const seen = bind(packBigints(ids));
  return (column) => ` and ${column} = any(${seen}::bigint[])`;
}

/** What lies in the one mailbox is read from there, and not looked up again. */
function testsBeside(filter: EmailFilter): EmailFilter[] {
  const tests = 'all' in filter ? filter.all : [filter];
  const mailboxId = oneMailbox(filter);
  return tests.filter((each) => !('is' in each && each.is === 'in' && each.mailboxId === mailboxId));
}

/** The message of `b`: a look-up by key, as the account is compared with what does not come from another table (see 0041). */
const MESSAGE = 'cross join lateral (select * from messages where account_id = $1 and id = b.id offset 0) m';

/** SQL: emails with when they came and how large they are; of one mailbox alone where nothing else is wanted. */
function emails(filter: EmailFilter, candidates: Candidates | null, { bind, and }: Sight): string {
  const mailboxId = oneMailbox(filter);
  const mine = `account_id = $1 and flags & ${Flag.Deleted} = 0${mailboxId === undefined ? '' : ` and mailbox_id = ${bind(mailboxId)}::bigint`}${and('mailbox_id')}`;
  // Copies of a message in one mailbox are so few that it is quicker to drop them afterwards.
  if (mailboxId !== undefined && !candidates) {
    return `(select message_id as id, internal_date as received, size from mailbox_entries where ${mine})`;
  }
  const columns = 'message_id as id, max(internal_date) as received, max(size) as size';
  if (!candidates) return `(select ${columns} from mailbox_entries where ${mine} group by message_id)`;
  const ids = (numbers: readonly number[]): string => `${bind(packBigints(numbers))}::bigint[]`;
  return `(
    select e.* from (
      select unnest(${ids(candidates.ids)}) as id
      union all
      select m.id from unnest(${ids(candidates.unindexed.map(({ from }) => from))}, ${ids(candidates.unindexed.map(({ to }) => to))}) r (low, high)
      join messages m on m.account_id = $1 and m.id between r.low and r.high
    ) c cross join lateral (
      select ${columns} from mailbox_entries where ${mine} and message_id = c.id group by message_id offset 0
    ) e)`;
}

/** The mailbox that all wanted emails lie in, if the filter says so at its top. */
function oneMailbox(filter: EmailFilter): number | undefined {
  const tests = 'all' in filter ? filter.all : [filter];
  const found = tests.find((each) => 'is' in each && each.is === 'in');
  return found && 'is' in found && found.is === 'in' ? found.mailboxId : undefined;
}

/** What a message must say to be wanted, for the index. */
function wanted(filter: EmailFilter): Wanted {
  if ('all' in filter) return { key: 'and', of: filter.all.map(wanted) };
  if ('any' in filter) return { key: 'or', of: filter.any.map(wanted) };
  if ('not' in filter) return { key: 'anything' };
  if (filter.is === 'header' && filter.text !== '') return { key: 'contains', text: filter.text };
  if (filter.is !== 'text') return { key: 'anything' };
  return { key: 'and', of: filter.words.map((text) => ({ key: 'contains', text })) };
}
