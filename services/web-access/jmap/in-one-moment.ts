import { MethodError } from '@postroom/jmap';

/** How often `look` is called when the account keeps changing. */
const MAX_TRIES = 5;

/**
 * Returns the result of `look`, which returns undefined when the account changed while it was reading; then it is called again. Throws
 * cannotCalculateChanges when the account changes each time.
 */
export async function inOneMoment<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new MethodError('cannotCalculateChanges', 'The account changes too fast, try again');
}
