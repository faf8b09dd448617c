import { text } from '../../words/index.ts';
import { client } from '../mail.ts';
import { show } from '../toasts.ts';
import { blank } from './begin.ts';
import type { Draft } from './draft.ts';
import { add, change, ownEmail, useWriting } from './drafts.ts';
import { takeOut } from './take-out.ts';

/** Opens a saved draft for editing. Returns whether it is edited here; where another tab edits it, the person is told. */
export async function reopen(draft: Partial<Draft> & { emailId: string }): Promise<boolean> {
  const isIt = ({ emailId, former }: Draft): boolean => [emailId, ...former].includes(draft.emailId);
  const found = (): Draft | undefined => useWriting.getState().drafts.find(isIt);
  const isMine = found() !== undefined || (await ownEmail(client().accountId, draft.emailId));
  // A second click may have opened it meanwhile.
  const open = found();
  // A draft that is being sent is taken out first: what is typed now would not be sent.
  if (open?.toGo || open?.isSending) takeOut(open.key);
  else if (open) change(open.key, { isSmall: false, isClosing: false });
  else if (isMine) add({ ...blank(), ...draft });
  else show(text('compose.elsewhere'));
  return isMine;
}
