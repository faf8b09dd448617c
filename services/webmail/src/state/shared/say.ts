import { ownerOf } from '../../jmap/ids.ts';
import { sharedText as text } from '../../words/shared/index.ts';
import { useMail } from '../mail.ts';
import { show } from '../toasts.ts';

/** Says why an action is not possible: in somebody else's folder it is not allowed, in one's own it makes no sense. */
export function showMayNot(): void {
  show(text(ownerOf(useMail.getState().list.view.mailboxId) === undefined ? 'notHere' : 'mayNot'));
}
