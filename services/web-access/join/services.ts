import type { Rates } from '@postroom/queue/signals';

/** Services that only joining needs. */
export interface JoinServices {
  /** The key that signs challenges. */
  readonly key: Buffer;
  readonly rates: Pick<Rates, 'take' | 'isFirst'>;
  /** Counts the outcome of an application; `outcome` is one of our own words. */
  readonly count: (outcome: string) => void;
}
