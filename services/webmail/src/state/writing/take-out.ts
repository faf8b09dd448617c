import { text } from '../../words/index.ts';
import { show } from '../toasts.ts';
import { change, find } from './drafts.ts';

/** What waits for a connection to be sent is written on again. */
export function takeOut(key: string): void {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  change(key, { toGo: null, isSmall: false });
  show(text(draft.unsure === null ? 'compose.takenBack' : 'compose.unsure'));
}
