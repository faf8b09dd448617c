import { RequestFailed } from '../jmap/client.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { isOfflineError } from './mail.ts';
import { show, type Toast } from './toasts.ts';

/** Tells the person that something failed, and why. @param undo takes back the part that succeeded */
export function showError(error: unknown, undo?: Toast['action']): void {
  const say = (reason: string): unknown => show(text('app.failed', { reason }), undo);
  if (isOfflineError(error)) say(text('compose.unsavedReason'));
  // The page itself shows that the session has ended.
  else if (!(error instanceof RequestFailed) || error.kind !== 'signed-out') void reasonFor(error).then(say);
}

/** Returns why something failed, in the person's language. @param isSending some errors mean something else for a message that is being sent */
export function reasonFor(error: unknown, isSending = false): Promise<string> {
  return part('reason-of', () => import('./reason-of.ts')).then(
    ({ reasonOf }) => reasonOf(error, isSending),
    () => text('app.noReason'),
  );
}
