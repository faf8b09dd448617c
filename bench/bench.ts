import type { Postroom } from './postroom.ts';
import type { Subject } from './subject.ts';

export interface Result {
  readonly what: string;
  readonly unit: string;
  /** How the figure should compare: more is better, or less. */
  readonly better: 'more' | 'less';
  readonly target: string;
  /** By the name of the subject. */
  readonly values: Readonly<Record<string, number>>;
}

/** One run: who is measured, how, and what came of it. */
export interface Bench {
  readonly ours: Postroom;
  /** Ours, and the peer where it is here. */
  readonly subjects: readonly Subject[];
  /** Rounds that count. */
  readonly rounds: number;
  /** The parts that were asked for; none: the usual ones. */
  readonly parts: readonly string[];
  readonly results: Result[];
  /** CPU seconds for 1,000 messages: by load, subject and process. */
  readonly cpu: Record<string, Record<string, Record<string, number>>>;
  /** What each check takes of a mail. */
  readonly costs: [check: string, ms: number][];
}

/** A maildrop for each round and one to warm up, since a message is downloaded for the first time only once. */
export function maildrops(rounds: number): string[] {
  return Array.from({ length: rounds + 1 }, (_, index) => `pop${index}`);
}

/** Users with a large INBOX, and how large it is. */
export const LARGE = [
  ['page', 50_000],
  ['large', 200_000],
] as const;

/** How often each list of a large INBOX is asked for. */
export const PAGE_REQUESTS = Number(process.env.BENCH_REQUESTS ?? 200);

export async function accountOf({ ours }: Bench, user: string): Promise<number> {
  const { rows } = await ours.pool.query<{ id: number }>('select id from accounts where address = $1', [
    ours.login(user),
  ]);
  return rows[0]?.id ?? 0;
}
