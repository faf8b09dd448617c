import { ownerOf } from '../../jmap/ids.ts';
import { folderText } from '../../words/folders/index.ts';
import { sharedText as text } from '../../words/shared/index.ts';
import { isInTrash } from '../folders/in-trash.ts';
import { useMail } from '../mail.ts';
import { show } from '../toasts.ts';
import { foldersBeside } from './owner.ts';

export function tellMayNot(): void {
  show(text('mayNot'));
}

/** Whether the person wants what is shown gone for good. */
export function asksToRemove(count: number): boolean {
  const state = useMail.getState();
  const { mailboxId } = state.list.view;
  const isTheirs = ownerOf(mailboxId) !== undefined && !isInTrash(foldersBeside(state, mailboxId), mailboxId);
  return confirm(isTheirs ? text('removeAsk', { count }) : folderText('forGoodAsk', { count }));
}
