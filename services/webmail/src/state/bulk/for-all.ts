import { part } from '../../shell/part.ts';
import { showError } from '../show-error.ts';

/** Does something with all mail of the list, read or not yet. What it takes comes when it is needed. */
export function forAll(work: (deeds: typeof import('./deeds.ts')) => Promise<void>): Promise<void> {
  return part('deeds', () => import('./deeds.ts'))
    .then(work)
    .catch(showError);
}
