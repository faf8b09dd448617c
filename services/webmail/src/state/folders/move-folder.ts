import type { Mailbox } from '../../jmap/types.ts';
import { nameAmong } from '../../views/mailbox-name.ts';
import { text } from '../../words/index.ts';
import { placing } from '../account.ts';
import { useMail } from '../mail.ts';
import { showError } from '../show-error.ts';
import { doing } from '../toasts.ts';
import { canBeIn } from './can-be-in.ts';
import { placeFolder } from './place-folder.ts';

/** Moves a folder into another one, here at once and then on the server, with an undo. */
export async function moveFolder(id: string, parentId: string | null): Promise<void> {
  const { mailboxes } = useMail.getState();
  const folder = mailboxes.find((mailbox) => mailbox.id === id);
  if (!folder || !canBeIn(mailboxes, id, parentId)) return;
  await doing(async () => {
    const name = await place(folder, parentId);
    if (name === null) return undefined;
    const parent = mailboxes.find((mailbox) => mailbox.id === parentId);
    const done = parent
      ? text('done.moveFolder', { name, folder: nameAmong(parent, mailboxes, text) })
      : text('done.moveFolderUp', { name });
    return [done, { label: text('app.undo'), run: () => void place(folder, folder.parentId) }];
  });
}

/** Returns the folder's name after the move; null where it stayed and the person was told. */
async function place({ id, name }: Mailbox, parentId: string | null): Promise<string | null> {
  const before = useMail.getState().mailboxes.find((each) => each.id === id)?.parentId ?? null;
  const show = (where: string | null): void =>
    useMail.setState(({ mailboxes }) => ({
      mailboxes: mailboxes.map((each) => (each.id === id ? { ...each, parentId: where } : each)),
    }));
  placing.set(id, parentId);
  show(parentId);
  try {
    return await placeFolder(id, parentId, name).finally(() => {
      if (placing.get(id) === parentId) placing.delete(id);
    });
  } catch (error) {
    show(before);
    showError(error);
    return null;
  }
}
