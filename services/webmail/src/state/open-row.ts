import { answering } from './answering.ts';
import { mailboxOf, useMail } from './mail.ts';
import { openConversation, readOpen } from './reading.ts';

const { getState: get } = useMail;

/** Opens a row, as a touch and Enter do: in one's Drafts for writing, elsewhere for reading. */
export function openRow(id: string): void {
  const { list, rows } = get();
  const isToWrite = list.view.mailboxId === mailboxOf('drafts')?.id && rows[id]?.keywords.$draft;
  if (isToWrite) void goOnWriting(id);
  else openConversation(id);
}

/** Of several drafts of one conversation one chooses, and what is written in another tab, or is not to be had, is read. */
async function goOnWriting(id: string): Promise<void> {
  await readOpen(id);
  if (get().list.view.mailboxId !== mailboxOf('drafts')?.id) return;
  const { rows, threads, messages, openId } = get();
  const message = messages.get(id);
  const drafts = (threads[rows[id]?.threadId ?? ''] ?? [id]).filter((each) => messages.get(each)?.keywords.$draft);
  if (!message || drafts.length > 1) return openConversation(id);
  // Another mail is not what one looks at now.
  if (openId !== null && openId !== id) openConversation(null);
  answering(async ({ editDraft }) => {
    if (!(await editDraft(message))) openConversation(id);
  });
}
