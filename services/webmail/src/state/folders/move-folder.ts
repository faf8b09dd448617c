import type { Mailbox } from '../../jmap/types.ts';
import { nameAmong } from '../../views/mailbox-name.ts';
import { text } from '../../words/index.ts';
import { useMail } from '../mail.ts';
import { tell } from '../tell.ts';
import { show } from '../toasts.ts';
import { canBeIn } from './can-be-in.ts';
import { placeFolder } from './place-folder.ts';

/** Puts a folder into another one, here at once and there behind it, with an undo. */
export async function moveFolder(id: string, parentId: string | null): Promise<void> {
  const { mailboxes } = useMail.getState();
  const folder = mailboxes.find((mailbox) => mailbox.id === id);
  if (!folder || !canBeIn(mailboxes, id, parentId)) return;
  const name = await place(folder, parentId);
  if (name === null) return;
  const parent = mailboxes.find((mailbox) => mailbox.id === parentId);
  const done = parent
    ? text('done.moveFolder', { name, folder: nameAmong(parent, mailboxes, text) })
    : text('done.moveFolderUp', { name });
  show(done, { label: text('app.undo'), run: () => void place(folder, folder.parentId) });
}

/** Returns the name that it has then; null: it stays where it was, and the person was told. */
async function place({ id, name }: Mailbox, parentId: string | null): Promise<string | null> {
  const before = useMail.getState().mailboxes;
  useMail.setState({ mailboxes: before.map((each) => (each.id === id ? { ...each, parentId } : each)) });
  try {
    return await placeFolder(id, parentId, name);
  } catch (error) {
    useMail.setState({ mailboxes: before });
    tell(error);
    return null;
  }
}
