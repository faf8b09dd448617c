import { editDraft } from './answer.ts';
import { mailboxOf, useMail } from './mail.ts';
import { openConversation, readOpen } from './reading.ts';

const { getState: get } = useMail;

/** Opens a draft for editing. Shows the conversation instead where it has several drafts, or the draft is open in another tab or cannot be loaded. */
export async function goOnWriting(id: string): Promise<void> {
  await readOpen(id);
  if (get().list.view.mailboxId !== mailboxOf('drafts')?.id) return;
  const { rows, threads, messages, openId } = get();
  const message = messages.get(id);
  const drafts = (threads[rows[id]?.threadId ?? ''] ?? [id]).filter((each) => messages.get(each)?.keywords.$draft);
  if (!message || drafts.length > 1) return openConversation(id);
  // Another open conversation is closed.
  if (openId !== null && openId !== id) openConversation(null);
  if (!(await editDraft(message))) openConversation(id);
}
