import type { Postroom } from './postroom.ts';
import type { Subject } from './subject.ts';

export interface Result {
  readonly what: string;
  readonly unit: string;
  /** Whether more or less is better. */
  readonly better: 'more' | 'less';
  readonly target: string;
  /** Values by the name of the subject. */
  readonly values: Readonly<Record<string, number>>;
}

/** One run: its subjects, its settings and its results. */
export interface Bench {
  readonly ours: Postroom;
  /** Postroom, and the peer where it is installed. */
  readonly subjects: readonly Subject[];
  /** The number of rounds that count. */
  readonly rounds: number;
  /** The requested parts; empty for the usual ones. */
  readonly parts: readonly string[];
  readonly results: Result[];
  /** CPU seconds for 1,000 messages, by load, subject and process. */
  readonly cpu: Record<string, Record<string, Record<string, number>>>;
  /** The milliseconds per message that each check takes. */
  readonly costs: [check: string, ms: number][];
}

/** Returns a maildrop for each round and one for warming up, since a message can be downloaded for the first time only once. */
export function maildrops(rounds: number): string[] {
  return Array.from({ length: rounds + 1 }, (_, index) => `pop${index}`);
}

/** Users with a large INBOX, and its size. */
export const LARGE = [
  ['page', 50_000],
  ['large', 200_000],
] as const;

/** How often each list of a large INBOX is requested. */
export const PAGE_REQUESTS = Number(process.env.BENCH_REQUESTS ?? 200);

export async function accountOf({ ours }: Bench, user: string): Promise<number> {
  const { rows } = await ours.pool.query<{ id: number }>('select id from accounts where address = $1', [
    ours.login(user),
  ]);
  return rows[0]?.id ?? 0;
}
