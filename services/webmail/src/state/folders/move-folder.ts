import type { Mailbox } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { readMailboxes } from '../account.ts';
import { tell } from '../actions.ts';
import { call, useMail } from '../mail.ts';
import { show } from '../toasts.ts';
import { canBeIn } from './can-be-in.ts';

/** Puts a folder into another one, here at once and there behind it, with an undo. */
export async function moveFolder(id: string, parentId: string | null): Promise<void> {
  const { mailboxes } = useMail.getState();
  const folder = mailboxes.find((mailbox) => mailbox.id === id);
  if (!folder || !canBeIn(mailboxes, id, parentId)) return;
  if (!(await place(folder, parentId))) return;
  const parent = mailboxes.find((mailbox) => mailbox.id === parentId);
  const done = parent
    ? text('done.moveFolder', { name: folder.name, folder: parent.name })
    : text('done.moveFolderUp', { name: folder.name });
  show(done, { label: text('app.undo'), run: () => void place(folder, folder.parentId) });
}

async function place({ id }: Mailbox, parentId: string | null): Promise<boolean> {
  const before = useMail.getState().mailboxes;
  useMail.setState({ mailboxes: before.map((each) => (each.id === id ? { ...each, parentId } : each)) });
  try {
    const [answer] = await call([['Mailbox/set', { update: { [id]: { parentId } } }]]);
    const [refused] = Object.values(
      (answer?.notUpdated ?? {}) as Record<string, { description?: string; type: string }>,
    );
    if (refused) throw new Error(refused.description ?? refused.type);
    await readMailboxes();
    return true;
  } catch (error) {
    useMail.setState({ mailboxes: before });
    tell(error);
    return false;
  }
}
