import { MethodError } from '@postroom/jmap';

/** How often it is begun anew where the account changes meanwhile. */
const MAX_TRIES = 5;

/**
 * What `look` finds when it finds all of it in one state of the account: it returns undefined when that changed on the way. Throws
 * cannotCalculateChanges where it changes each time.
 */
export async function inOneMoment<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new MethodError('cannotCalculateChanges', 'The account changes too fast, ask again');
}
