import type { Submission } from '../../jmap/types.ts';

/** Returns whether the email itself waits to be sent; a waiting redirect is another message. */
export function isToGo({ undoStatus, resentTo }: Pick<Submission, 'undoStatus' | 'resentTo'>): boolean {
  return undoStatus === 'pending' && !resentTo;
}
