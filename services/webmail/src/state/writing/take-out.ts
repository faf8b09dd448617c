import { text } from '../../words/index.ts';
import { show } from '../toasts.ts';
import { forgetWaiting } from './background.ts';
import { change, find } from './drafts.ts';

/** Stops the sending of a waiting message and opens it for editing; during an attempt, as soon as that has failed. */
export function takeOut(key: string): void {
  const draft = find(key);
  if (!draft) return;
  void forgetWaiting(draft);
  change(key, { toGo: null, isSmall: draft.isSending });
  if (draft.isSending) return;
  show(text(draft.unsure === null ? 'compose.takenBack' : 'compose.unsure'));
}
