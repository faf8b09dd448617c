import { type Pool, type Transaction, transaction } from '@postroom/database';
import { count, SHARED, tallyOf } from './count.ts';
import { accountsToLearn, type DueAccount } from './due.ts';
import { type Lesson, movedOutOfJunk, movedToJunk, readAndKept } from './lessons.ts';
import { countForAll, pickShared, type Taught, type Told } from './share.ts';

export interface LearnOptions {
  /** Whether all accounts learn from each other. */
  readonly shares: boolean;
  /** Gets the error of an account that failed; the others go on. */
  onError(error: unknown, accountId: number): void;
}

const MAX_ACCOUNTS = 100; // in one turn
const MAX_LESSONS = 100; // of an account in one turn
/** How many lessons of an account are kept, which is how many can be taken back. */
const MAX_KEPT_LESSONS = 5_000;

/** Learns from what people moved into and out of Junk since the last turn. Returns the number of messages. */
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

interface State extends Told {
  readonly spam: number;
  readonly ham: number;
}

async function learnOf(tx: Transaction, due: DueAccount, { shares }: Pick<LearnOptions, 'shares'>): Promise<number> {
  const { accountId, until } = due;
  await tx.query('insert into filter_states (account_id) values ($1), ($2) on conflict do nothing', [
    accountId,
    SHARED,
  ]);
  // Another process may be working on it.
  const { rows } = await tx.query<State & Record<string, unknown>>(
    'select spam, ham, shared, shared_balance as balance from filter_states where account_id = $1 and modseq <= $2 for update skip locked',
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
  const { taught, told } = shares ? pickShared(lessons, state) : { taught: lessons.map(untold), told: state };
  if (taught.length > 0) {
    const forAll = taught.filter(({ isShared }) => isShared);
    await countForAll(
      tx,
      accountId,
      forAll.map(({ lesson }) => lesson),
    );
    await count(tx, accountId, tallyOf(lessons));
    await keepLessons(tx, accountId, taught);
  }
  // If there are as many as a turn takes, there may be more.
  const isAll = moved.length < MAX_LESSONS;
  await tx.query('update filter_states set modseq = $2, shared = $3, shared_balance = $4 where account_id = $1', [
    accountId,
    isAll ? until : due.after,
    told.shared,
    told.balance,
  ]);
  return taught.length;
}

/** While sharing is off, a lesson is not shared, but the reversal of a lesson that was shared before is. */
function untold(lesson: Lesson): Taught {
  return { lesson, isShared: lesson.before?.isShared ?? false };
}

/** Keeps one lesson per message: its owner may move it between the two queries; the next turn learns where it ended up. */
function onePerMessage(lessons: readonly Lesson[]): Lesson[] {
  return [...new Map(lessons.toReversed().map((lesson) => [lesson.messageId, lesson])).values()].toReversed();
}

async function keepLessons(tx: Transaction, accountId: number, taught: readonly Taught[]): Promise<void> {
  await tx.query(
    `insert into filter_lessons (account_id, message_id, is_spam, is_shared)
     select $1, * from unnest($2::bigint[], $3::boolean[], $4::boolean[])
     on conflict (account_id, message_id) do update set is_spam = excluded.is_spam, is_shared = excluded.is_shared`,
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
