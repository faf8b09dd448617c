import { ownerOf } from '../../jmap/ids.ts';
import { sharedText as text } from '../../words/shared/index.ts';
import { useMail } from '../mail.ts';
import { show } from '../toasts.ts';

/** In a folder of somebody else it is a question of rights, in one's own of sense. */
export function showMayNot(): void {
  show(text(ownerOf(useMail.getState().list.view.mailboxId) === undefined ? 'notHere' : 'mayNot'));
}
