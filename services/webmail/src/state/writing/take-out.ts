import { text } from '../../words/index.ts';
import { show } from '../toasts.ts';
import { change, find } from './drafts.ts';

/** What waits for a connection to be sent is written on again; where it is tried just now, as soon as that has come to nothing. */
export function takeOut(key: string): void {
  const draft = find(key);
  if (!draft) return;
  change(key, { toGo: null, isSmall: draft.isSending });
  if (draft.isSending) return;
  show(text(draft.unsure === null ? 'compose.takenBack' : 'compose.unsure'));
}
