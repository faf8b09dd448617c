import type { Rates } from '@postroom/queue/signals';

/** What joining needs beside the rest. */
export interface JoinServices {
  /** Signs challenges. */
  readonly key: Buffer;
  readonly rates: Pick<Rates, 'take' | 'isFirst'>;
  /** Counts what became of an application; `outcome` is one of our own words. */
  readonly count: (outcome: string) => void;
}
