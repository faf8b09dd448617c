import { addressNeighbourhood } from '@postroom/net';
import type { Services } from '../services.ts';
import { problem } from './fault.ts';

const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;

/** Counts one check of a name for a network. Throws a ProblemError when there were too many. */
export async function takeCheck({ joining, settings }: Services, ip: string): Promise<void> {
  const rate = { of: 'names', limit: settings.join.checksPerHour, windowSeconds: HOUR_SECONDS };
  const taken = await joining.rates.take(rate, addressNeighbourhood(ip));
  if (!taken.isTaken) throw problem('too-many', taken.seconds);
}
