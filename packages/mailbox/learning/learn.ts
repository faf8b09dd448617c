import { type Pool, type Transaction, transaction } from '@postroom/database';
import { tokensOf } from '@postroom/filter';
import { accountsToLearn, type DueAccount } from './due.ts';
import { type Lesson, movedOutOfJunk, movedToJunk, readAndKept } from './lessons.ts';

export interface LearnOptions {
  /** Whether all accounts learn from each other. */
  readonly shares: boolean;
  /** Hears of an account that cannot be learned from now, which keeps no other waiting. */
  onError(error: unknown, accountId: number): void;
}

/** What all have learned together. */
export const SHARED = 0;

const MAX_ACCOUNTS = 100; // in one turn
const MAX_LESSONS = 100; // of an account in one turn
/** What one account tells all others, lessons at most: nobody alone decides what is spam for them. */
const MAX_SHARED = 300;
/** What is kept of an account, and of all together: tokens, and lessons that can be taken back. */
const MAX_TOKENS = 20_000;
const MAX_SHARED_TOKENS = 100_000;
const MAX_KEPT_LESSONS = 5_000;

/** Learns from what people put into Junk and took out of it since the last turn. Returns how many messages that were. */
export async function learnFromMoves(pool: Pool, options: LearnOptions): Promise<number> {
  let learned = 0;
  for (const due of await accountsToLearn(pool, MAX_ACCOUNTS)) {
    try {
      learned += await transaction(pool, (tx) => learnOf(tx, due, options));
    } catch (error) {
      options.onError(error, due.accountId);
    }
  }
  return learned;
}

interface State {
  readonly spam: number;
  readonly ham: number;
  readonly shared: number;
}

async function learnOf(tx: Transaction, due: DueAccount, { shares }: Pick<LearnOptions, 'shares'>): Promise<number> {
  const { accountId, until } = due;
  await tx.query('insert into filter_states (account_id) values ($1), ($2) on conflict do nothing', [
    accountId,
    SHARED,
  ]);
  // Another process may be at it.
  const { rows } = await tx.query<State & Record<string, unknown>>(
    'select spam, ham, shared from filter_states where account_id = $1 and modseq <= $2 for update skip locked',
    [accountId, due.after],
  );
  const [state] = rows;
  if (!state) return 0;
  const moved = onePerMessage([
    ...(await movedToJunk(tx, due, MAX_LESSONS)),
    ...(await movedOutOfJunk(tx, due, MAX_LESSONS)),
  ]);
  const balance = state.spam - state.ham + moved.reduce((sum, { isSpam }) => sum + (isSpam ? 1 : -1), 0);
  const kept = balance > 0 ? await readAndKept(tx, due, Math.min(balance, MAX_LESSONS)) : [];
  const lessons = onePerMessage([...moved, ...kept]);
  const free = shares ? MAX_SHARED - state.shared : 0;
  const taught = lessons.map((lesson, index) => ({ lesson, isShared: lesson.before?.isShared ?? index < free }));
  if (taught.length > 0) {
    await count(
      tx,
      accountId,
      taught.map(({ lesson }) => lesson),
    );
    await count(
      tx,
      SHARED,
      taught.filter(({ isShared }) => isShared).map(({ lesson }) => lesson),
    );
    await keepLessons(tx, accountId, taught);
  }
  const fresh = taught.filter(({ lesson, isShared }) => isShared && !lesson.before).length;
  // With as many as are taken in a turn there may be more.
  const isAll = moved.length < MAX_LESSONS;
  await tx.query('update filter_states set modseq = $2, shared = shared + $3 where account_id = $1', [
    accountId,
    isAll ? until : due.after,
    fresh,
  ]);
  return taught.length;
}

/** Its owner may move a message between the two looks; where it is then is learned in the next turn. */
function onePerMessage(lessons: readonly Lesson[]): Lesson[] {
  return [...new Map(lessons.toReversed().map((lesson) => [lesson.messageId, lesson])).values()].toReversed();
}

/** Adds to what was seen of each token, and takes back what was wrong. */
async function count(tx: Transaction, accountId: number, lessons: readonly Lesson[]): Promise<void> {
  if (lessons.length === 0) return;
  const seen = new Map<number, { spam: number; ham: number }>();
  const total = { spam: 0, ham: 0 };
  for (const lesson of lessons) {
    const change = { spam: lesson.isSpam ? 1 : 0, ham: lesson.isSpam ? 0 : 1 };
    if (lesson.before) {
      if (lesson.isSpam) change.ham = -1;
      else change.spam = -1;
    }
    for (const counts of [total, ...countsOf(lesson, seen)]) {
      counts.spam += change.spam;
      counts.ham += change.ham;
    }
  }
  const tokens = [...seen.keys()].sort((a, b) => a - b);
  const of = (token: number) => seen.get(token) as { spam: number; ham: number };
  await tx.query(
    `insert into filter_tokens as f (account_id, token, spam, ham)
     select $1, token, spam, ham from unnest($2::bigint[], $3::int[], $4::int[]) as n (token, spam, ham) order by token
     on conflict (account_id, token) do update set seen_on = current_date,
       spam = greatest(f.spam + excluded.spam, 0), ham = greatest(f.ham + excluded.ham, 0)`,
    [accountId, tokens, tokens.map((token) => of(token).spam), tokens.map((token) => of(token).ham)],
  );
  await tx.query(
    'update filter_states set spam = greatest(spam + $2, 0), ham = greatest(ham + $3, 0) where account_id = $1',
    [accountId, total.spam, total.ham],
  );
  await trim(tx, accountId);
}

function countsOf(lesson: Lesson, seen: Map<number, { spam: number; ham: number }>): { spam: number; ham: number }[] {
  return tokensOf(lesson).map((token) => {
    const counts = seen.get(token) ?? { spam: 0, ham: 0 };
    seen.set(token, counts);
    return counts;
  });
}

async function keepLessons(
  tx: Transaction,
  accountId: number,
  taught: readonly { lesson: Lesson; isShared: boolean }[],
): Promise<void> {
  await tx.query(
    `insert into filter_lessons (account_id, message_id, is_spam, is_shared)
     select $1, * from unnest($2::bigint[], $3::boolean[], $4::boolean[])
     on conflict (account_id, message_id) do update set is_spam = excluded.is_spam`,
    [
      accountId,
      taught.map(({ lesson }) => lesson.messageId),
      taught.map(({ lesson }) => lesson.isSpam),
      taught.map(({ isShared }) => isShared),
    ],
  );
  await tx.query(
    `delete from filter_lessons where account_id = $1 and message_id <= (
       select message_id from filter_lessons where account_id = $1 order by message_id desc offset $2 limit 1)`,
    [accountId, MAX_KEPT_LESSONS],
  );
}

/** Forgets what was seen least and longest ago. */
async function trim(tx: Transaction, accountId: number): Promise<void> {
  const most = accountId === SHARED ? MAX_SHARED_TOKENS : MAX_TOKENS;
  await tx.query(
    `delete from filter_tokens where account_id = $1 and token in (
       select token from filter_tokens where account_id = $1 order by least(spam + ham, 3), seen_on, token
       limit greatest((select count(*) from filter_tokens where account_id = $1) - $2, 0))`,
    [accountId, most],
  );
}
