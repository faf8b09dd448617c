import { part } from '../../shell/part.ts';
import { showError } from '../show-error.ts';

/** Loads the part that changes all mail of the list, also what is not loaded yet, and uses it. */
export function forAll(work: (deeds: typeof import('./deeds.ts')) => Promise<void>): Promise<void> {
  return part('deeds', () => import('./deeds.ts'))
    .then(work)
    .catch(showError);
}
