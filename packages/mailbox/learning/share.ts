import type { Transaction } from '@postroom/database';
import { type Counts, count, SHARED, tallyOf } from './count.ts';
import type { Lesson } from './lessons.ts';

/** The most lessons that one account shares with all: no single account decides what is spam for others (decision 0400). */
const MAX_SHARED = 300;
/** How many more lessons of one kind than of the other an account may share: with one kind only, every word would look like that kind. */
const MAX_TILT = 10;
/** How often one account counts for a token, for each kind: repeating it does not make it more true. */
const MAX_PER_WORD = 1;

/** What an account has shared so far. */
export interface Told {
  /** The number of lessons that were shared. */
  readonly shared: number;
  /** How many more of these were spam than ham. */
  readonly balance: number;
}

export interface Taught {
  readonly lesson: Lesson;
  readonly isShared: boolean;
}

/** Picks the lessons to share, and returns the new totals. A reversed lesson that was shared before is reversed for all, if the limits allow. */
export function pickShared(lessons: readonly Lesson[], told: Told): { taught: Taught[]; told: Told } {
  let { shared, balance } = told;
  const taught = inTurns(lessons).map((lesson) => {
    const step = lesson.isSpam ? 1 : -1;
    const moves = lesson.before ? 2 : 1;
    const mayTell = lesson.before ? lesson.before.isShared : shared < MAX_SHARED;
    // When a reversal may not be shared, all keep the earlier lesson for good.
    if (!mayTell || (balance + moves * step) * step > MAX_TILT) return { lesson, isShared: false };
    if (!lesson.before) shared += 1;
    balance += moves * step;
    return { lesson, isShared: true };
  });
  return { taught, told: { shared, balance } };
}

/** Alternates between the two kinds as long as there are both. */
function inTurns(lessons: readonly Lesson[]): Lesson[] {
  const [spam, good] = [true, false].map((kind) => lessons.filter(({ isSpam }) => isSpam === kind)) as [
    Lesson[],
    Lesson[],
  ];
  return Array.from({ length: Math.max(spam.length, good.length) }, (_, at) => [spam[at], good[at]])
    .flat()
    .filter((lesson) => lesson !== undefined);
}

/** Counts an account's lessons for all. Must run before they are counted for the account itself, whose counts show how often it counted already. */
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
