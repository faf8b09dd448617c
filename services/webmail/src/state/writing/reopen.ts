import { text } from '../../words/index.ts';
import { client } from '../mail.ts';
import { show } from '../toasts.ts';
import { blank } from './begin.ts';
import type { Draft } from './draft.ts';
import { add, change, ownEmail, useWriting } from './drafts.ts';
import { takeOut } from './take-out.ts';

/** Opens a draft that is kept as an email. Returns whether one writes on it here; another tab may, and that is said. */
export async function reopen(draft: Partial<Draft> & { emailId: string }): Promise<boolean> {
  const isIt = ({ emailId, former }: Draft): boolean => [emailId, ...former].includes(draft.emailId);
  const found = (): Draft | undefined => useWriting.getState().drafts.find(isIt);
  const isMine = found() !== undefined || (await ownEmail(client().accountId, draft.emailId));
  // Who pressed twice has it open by now.
  const open = found();
  // Nobody writes on one that is being sent: it would go without what they wrote.
  if (open?.toGo || open?.isSending) takeOut(open.key);
  else if (open) change(open.key, { isSmall: false, isClosing: false });
  else if (isMine) add({ ...blank(), ...draft });
  else show(text('compose.elsewhere'));
  return isMine;
}
