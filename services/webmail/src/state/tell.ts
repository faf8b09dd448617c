import { RequestFailed } from '../jmap/client.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { isOfflineError } from './mail.ts';
import { show, type Toast } from './toasts.ts';

/** Says that something did not work, and why. @param undo takes back what worked of it */
export function tell(error: unknown, undo?: Toast['action']): void {
  const say = (reason: string): unknown => show(text('app.failed', { reason }), undo);
  if (isOfflineError(error)) say(text('compose.unsavedReason'));
  // That the session has ended the page says itself.
  else if (!(error instanceof RequestFailed) || error.kind !== 'signed-out')
    void part('reason-of', () => import('./reason-of.ts')).then(
      ({ reasonOf }) => say(reasonOf(error)),
      () => say(text('app.noReason')),
    );
}
