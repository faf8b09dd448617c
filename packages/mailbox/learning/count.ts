import type { Transaction } from '@postroom/database';
import { tokensOf } from '@postroom/filter';
import type { Lesson } from './lessons.ts';

/** Stands for what all accounts have learned together. */
export const SHARED = 0;

/** How many tokens are kept of an account, and of all accounts together. */
const MAX_TOKENS = 20_000;
const MAX_SHARED_TOKENS = 100_000;

export interface Counts {
  spam: number;
  ham: number;
}

/** How much the counts of messages change, for each token and in all. */
export interface Tally {
  readonly tokens: Map<number, Counts>;
  readonly total: Counts;
}

/** Returns what lessons add. A lesson that turns an earlier one round also takes that one back. */
export function tallyOf(lessons: readonly Lesson[]): Tally {
  const tokens = new Map<number, Counts>();
  const total = { spam: 0, ham: 0 };
  for (const lesson of lessons) {
    const change = { spam: lesson.isSpam ? 1 : 0, ham: lesson.isSpam ? 0 : 1 };
    if (lesson.before) {
      if (lesson.isSpam) change.ham = -1;
      else change.spam = -1;
    }
    for (const counts of [total, ...tokensOf(lesson).map((token) => countsOf(tokens, token))]) {
      counts.spam += change.spam;
      counts.ham += change.ham;
    }
  }
  return { tokens, total };
}

function countsOf(tokens: Map<number, Counts>, token: number): Counts {
  const counts = tokens.get(token) ?? { spam: 0, ham: 0 };
  tokens.set(token, counts);
  return counts;
}

/** Adds a tally to the counts. @param teacher the account that it comes from, when it is for all */
export async function count(
  tx: Transaction,
  accountId: number,
  { tokens, total }: Tally,
  teacher: number | null = null,
): Promise<void> {
  const known = [...tokens].sort(([a], [b]) => a - b);
  await tx.query(
    `insert into filter_tokens as f (account_id, token, spam, ham, taught_by)
     select $1, token, spam, ham, $5::bigint
     from unnest($2::bigint[], $3::int[], $4::int[]) as n (token, spam, ham) order by token
     on conflict (account_id, token) do update set seen_on = current_date,
       taught_by = case when f.taught_by = excluded.taught_by then f.taught_by end,
       spam = greatest(f.spam + excluded.spam, 0), ham = greatest(f.ham + excluded.ham, 0)`,
    [
      accountId,
      known.map(([token]) => token),
      known.map(([, { spam }]) => spam),
      known.map(([, { ham }]) => ham),
      teacher,
    ],
  );
  await tx.query(
    'update filter_states set spam = greatest(spam + $2, 0), ham = greatest(ham + $3, 0) where account_id = $1',
    [accountId, total.spam, total.ham],
  );
  await trim(tx, accountId);
}

/** Removes the tokens that were seen least and longest ago; of the shared ones, first those that only one account taught. */
async function trim(tx: Transaction, accountId: number): Promise<void> {
  const most = accountId === SHARED ? MAX_SHARED_TOKENS : MAX_TOKENS;
  await tx.query(
    `delete from filter_tokens where account_id = $1 and token in (
       select token from filter_tokens where account_id = $1
       order by taught_by is null, least(spam + ham, 3), seen_on, token
       limit greatest((select count(*) from filter_tokens where account_id = $1) - $2, 0))`,
    [accountId, most],
  );
}
