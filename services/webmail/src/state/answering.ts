import { part } from '../shell/part.ts';
import { showError } from './show-error.ts';

/** Loads the part that answers mail and uses it. Tells the person where loading or the work fails. */
export function answering(work: (answer: typeof import('./answer.ts')) => Promise<unknown>): void {
  part('state/answer', () => import('./answer.ts'))
    .then(work)
    .catch(showError);
}
