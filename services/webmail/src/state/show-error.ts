import { RequestFailed } from '../jmap/client.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { isOfflineError } from './mail.ts';
import { show, type Toast } from './toasts.ts';

/** Says that something did not work, and why. @param undo takes back what worked of it */
export function showError(error: unknown, undo?: Toast['action']): void {
  const say = (reason: string): unknown => show(text('app.failed', { reason }), undo);
  if (isOfflineError(error)) say(text('compose.unsavedReason'));
  // That the session has ended the page says itself.
  else if (!(error instanceof RequestFailed) || error.kind !== 'signed-out') void reasonFor(error).then(say);
}

/** Why something did not work, in words that come when they are needed. @param isSending some mean something else of a mail that is to be sent */
export function reasonFor(error: unknown, isSending = false): Promise<string> {
  return part('reason-of', () => import('./reason-of.ts')).then(
    ({ reasonOf }) => reasonOf(error, isSending),
    () => text('app.noReason'),
  );
}
