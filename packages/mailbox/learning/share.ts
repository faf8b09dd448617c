import type { Transaction } from '@postroom/database';
import { type Counts, count, SHARED, tallyOf } from './count.ts';
import type { Lesson } from './lessons.ts';

/** What one account tells all others, lessons at most: nobody alone decides what is spam for them (decision 0400). */
const MAX_SHARED = 300;
/** How many more of one kind than of the other: who tells of one kind alone would make each word look like the other. */
const MAX_TILT = 10;
/** How often one account counts for a word, of each kind: who says it more often is no more right. */
const MAX_PER_WORD = 1;

/** What an account told so far. */
export interface Told {
  /** Lessons that were counted for all. */
  readonly shared: number;
  /** How many more of these were spam than good. */
  readonly balance: number;
}

export interface Taught {
  readonly lesson: Lesson;
  readonly isShared: boolean;
}

/** Which lessons are told to all, and what the account has told then. One that was told before is taken back before all. */
export function pickShared(lessons: readonly Lesson[], told: Told): { taught: Taught[]; told: Told } {
  let { shared, balance } = told;
  const taught = inTurns(lessons).map((lesson) => {
    const step = lesson.isSpam ? 1 : -1;
    const moves = lesson.before ? 2 : 1;
    const mayTell = lesson.before ? lesson.before.isShared : shared < MAX_SHARED;
    // Of a lesson that may not be turned round any more all keep what they have, for good.
    if (!mayTell || (balance + moves * step) * step > MAX_TILT) return { lesson, isShared: false };
    if (!lesson.before) shared += 1;
    balance += moves * step;
    return { lesson, isShared: true };
  });
  return { taught, told: { shared, balance } };
}

/** Of both kinds in turn, as long as there are both. */
function inTurns(lessons: readonly Lesson[]): Lesson[] {
  const [spam, good] = [true, false].map((kind) => lessons.filter(({ isSpam }) => isSpam === kind)) as [
    Lesson[],
    Lesson[],
  ];
  return Array.from({ length: Math.max(spam.length, good.length) }, (_, at) => [spam[at], good[at]])
    .flat()
    .filter((lesson) => lesson !== undefined);
}

/** Counts lessons of an account for all. What it knew itself before says how often it counted already: ask before its own are counted. */
export async function countForAll(tx: Transaction, accountId: number, lessons: readonly Lesson[]): Promise<void> {
  if (lessons.length === 0) return;
  const { tokens, total } = tallyOf(lessons);
  const { rows } = await tx.query<Counts & { token: number }>(
    'select token, spam, ham from filter_tokens where account_id = $1 and token = any($2::bigint[])',
    [accountId, [...tokens.keys()]],
  );
  const known = new Map(rows.map((row) => [row.token, row]));
  const bounded = [...tokens].map(([token, { spam, ham }]): [number, Counts] => {
    const before = known.get(token) ?? { spam: 0, ham: 0 };
    return [token, { spam: added(before.spam, spam), ham: added(before.ham, ham) }];
  });
  const counted = bounded.filter(([, { spam, ham }]) => spam !== 0 || ham !== 0);
  await count(tx, SHARED, { tokens: new Map(counted), total }, accountId);
}

function added(before: number, change: number): number {
  const counts = (times: number): number => Math.min(Math.max(times, 0), MAX_PER_WORD);
  return counts(before + change) - counts(before);
}
