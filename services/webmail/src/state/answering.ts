import { part } from '../shell/part.ts';
import { showError } from './show-error.ts';

/** Does something of what answers mail, which comes when it is needed. Where it does not come, or fails, that is said. */
export function answering(work: (answer: typeof import('./answer.ts')) => Promise<unknown>): void {
  part('state/answer', () => import('./answer.ts'))
    .then(work)
    .catch(showError);
}
