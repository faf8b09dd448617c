import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import { PackedColumn } from '../read/packed-column.ts';
import { threadOf } from '../read/thread-of-entry.ts';
import { MessageBits } from '../search/message-bits.ts';
import type { Candidates } from '../search/text-index/candidates.ts';
import { type MailView, narrowing } from '../sharing/mail-view.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import { type PlaceTest, THREAD } from './emails-sql.ts';
import { tests } from './filter-tests.ts';
import { type Bind, entryTest, type ThreadQuestion } from './keyword-sql.ts';

/** Looking at the thread of one email takes as long as reading this many entries in a row. */
const LOOKS_OF_ENTRY = 8;
/** The widest range of ids for which the bits of a question are kept; beyond it each email or thread is looked at separately. */
export const MAX_SPAN = 16_000_000;

/** Threads that have a keyword, by question. */
export type ThreadAnswers = ReadonlyMap<string, MessageBits>;

/** Returns the questions of a filter and an order about threads, each once. */
export function threadQuestions(filter: EmailFilter, sort: readonly EmailComparator[]): ThreadQuestion[] {
  const asked = [
    ...tests(filter).filter((test) => test.is === 'keyword'),
    ...sort.flatMap(({ by }) => (typeof by === 'object' ? [by] : [])),
  ];
  const found = new Map<string, ThreadQuestion>();
  for (const { keyword, of } of asked) if (of !== 'email') found.set(keyOf({ keyword, of }), { keyword, of });
  return [...found.values()];
}

/**
 * Answers questions for all threads, each with one pass over the account's entries, so that a long thread is not looked at once for each of
 * its emails. Returns no answers when few emails are asked about.
 */
export async function askThreads(
  db: Queryable,
  view: MailView,
  questions: readonly ThreadQuestion[],
  { place, candidates }: { place: PlaceTest | undefined; candidates: Candidates | null },
): Promise<ThreadAnswers> {
  const answers = new Map<string, MessageBits>();
  if (questions.length === 0 || !(await areManyAsked(db, view.accountId, place, candidates))) return answers;
  for (const question of questions) {
    const threads = await threadsWith(db, view, question);
    const [first, last] = [threads[0] ?? 1, threads.at(-1) ?? 1];
    if (last - first >= MAX_SPAN) continue;
    const bits = new MessageBits(first, last, 1);
    for (const each of threads) bits.set(0, each);
    answers.set(keyOf(question), bits);
  }
  return answers;
}

/** SQL: whether the thread of `b` has the keyword; undefined when the question was not answered. */
export function threadsInSql(
  answers: ThreadAnswers | undefined,
  bind: Bind,
): (question: ThreadQuestion) => string | undefined {
  const known = new Map<string, string>();
  return (question) => {
    const key = keyOf(question);
    const bits = answers?.get(key);
    if (!bits) return undefined;
    const sql = known.get(key) ?? `coalesce(${bits.inSql(`(${THREAD})`, bind)(0)}, false)`;
    known.set(key, sql);
    // For `all-in-thread` the bits hold the threads with the answer no.
    return question.of === 'all-in-thread' ? `(not ${sql})` : sql;
  };
}

function keyOf({ keyword, of }: ThreadQuestion): string {
  return `${of} ${keyword}`;
}

async function areManyAsked(
  db: Queryable,
  accountId: number,
  place: PlaceTest | undefined,
  candidates: Candidates | null,
): Promise<boolean> {
  const { rows } = await db.query<{ all: number; here: number }>({
    name: 'are-many-asked',
    text: `select a.message_count as all, coalesce(m.message_count, a.message_count) as here from account_state a
      left join mailboxes m on m.account_id = a.account_id and m.id = $2 where a.account_id = $1`,
    values: [accountId, place?.is === 'in' ? place.mailboxId : null],
  });
  const { all = 0, here = 0 } = rows[0] ?? {};
  const asked = candidates && candidates.unindexed.length === 0 ? Math.min(here, candidates.ids.length) : here;
  return asked * LOOKS_OF_ENTRY >= all;
}

/** Returns, ascending, the threads in which some email has the keyword; for `all-in-thread` those in which some email lacks it. */
async function threadsWith(db: Queryable, view: MailView, { keyword, of }: ThreadQuestion): Promise<Float64Array> {
  const { values: seen, and } = narrowing(view, 2);
  const values: unknown[] = [view.accountId, ...seen];
  const { sql, everywhere } = entryTest(keyword, (value) => `$${values.push(value)}`, view.reader);
  const { rows } = await db.query<{ threads: string | null }>({
    text: `select ${PackedColumn.ofNumbers('thread')} as threads from (
        select distinct ${threadOf('e', 'message_id')} as thread from (
          select x.message_id, max(x.thread_id) as thread_id, ${everywhere ? 'bool_and' : 'bool_or'}(${sql}) as has
          from mailbox_entries x where x.account_id = $1 and x.flags & ${Flag.Deleted} = 0${and('x.mailbox_id')} group by x.message_id
        ) e where ${of === 'some-in-thread' ? 'has' : 'not has'} order by thread
      ) t`,
    values,
  });
  return new PackedColumn(rows[0]?.threads ?? '').numbers();
}
