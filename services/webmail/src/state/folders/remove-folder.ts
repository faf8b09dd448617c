import type { Mailbox, Row } from '../../jmap/types.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { folderText as text } from '../../words/folders/index.ts';
import { text as pageText } from '../../words/index.ts';
import { inBatches } from '../conversations.ts';
import { readToGo } from '../delivery/without-to-go.ts';
import { openView } from '../list.ts';
import { accountOf, call, mailboxOf, useMail } from '../mail.ts';
import { Refused, requireDone, Said } from '../refused.ts';
import { foldersBeside } from '../shared/owner.ts';
import { showError } from '../show-error.ts';
import { doing, show } from '../toasts.ts';
import { foldersBelow } from './in-trash.ts';
import { placeFolder, readFoldersOf } from './place-folder.ts';
import { canComeBack, trashFor } from './trash-for.ts';

const { getState: get } = useMail;

/**
 * Moves a folder with all its content to Trash, with an undo. A folder that is in Trash already, or has no Trash to go to, is deleted for
 * good after a question; the question also comes where nobody here could undo the move.
 */
export async function removeFolder(mailbox: Mailbox): Promise<void> {
  const trash = trashFor(get(), mailbox);
  try {
    if (await holdsStillToGo(mailbox)) throw new Said(deliveryText('folderToGo', { folder: mailbox.name }));
    if (!trash) await removeForGood(mailbox);
    else if (canComeBack(get(), mailbox)) await removeIntoTrash(mailbox, trash, true);
    else if (confirm(text('removeTheirsAsk', { folder: mailbox.name }))) await removeIntoTrash(mailbox, trash, false);
  } catch (error) {
    showError(error);
  }
}

/** Returns whether an email in it, or in a folder below it, still waits to be sent. */
async function holdsStillToGo(mailbox: Mailbox): Promise<boolean> {
  const toGo = await readToGo(accountOf(mailbox.id), null);
  if (toGo.length === 0) return false;
  const [got] = await call([['Email/get', { ids: toGo.map(({ emailId }) => emailId), properties: ['mailboxIds'] }]]);
  const emails = (got?.list ?? []) as Pick<Row, 'mailboxIds'>[];
  return withBelow(mailbox).some(({ id }) => emails.some(({ mailboxIds }) => mailboxIds[id]));
}

async function removeIntoTrash(mailbox: Mailbox, trash: Mailbox, canUndo: boolean): Promise<void> {
  const { id, name: folder } = mailbox;
  const { view } = get().list;
  await doing(async () => {
    await placeFolder(id, trash.id, folder);
    const wasOpen = await leaveFolders(withBelow(mailbox));
    const undo = {
      label: pageText('app.undo'),
      run: () => void bringBack(mailbox, wasOpen ? view : null).catch(showError),
    };
    return [text('inTrash', { folder }), canUndo ? undo : undefined];
  });
}

/** Puts a folder back; to the top where the folder around it is gone. */
async function bringBack(
  { id, parentId, name }: Mailbox,
  view: ReturnType<typeof get>['list']['view'] | null,
): Promise<void> {
  const isThere = foldersBeside(get(), id).some((each) => each.id === parentId);
  await placeFolder(id, isThere ? parentId : null, name);
  if (view) await openView(view);
}

/** Asks, and deletes a folder with its mail and the folders inside it for good. */
async function removeForGood(mailbox: Mailbox): Promise<void> {
  const { id, name: folder } = mailbox;
  const all = withBelow(mailbox);
  const count = all.reduce((sum, { totalEmails }) => sum + totalEmails, 0);
  if (!confirm(text('removeAsk', { folder, count, folders: all.length - 1 }))) return;
  try {
    await destroyFolders(accountOf(id), all, count > 0);
    await leaveFolders(all);
  } catch (error) {
    if (error instanceof Refused && error.error.type === 'mailboxHasChild')
      throw new Said(text('hasChild', { folder }));
    throw error;
  } finally {
    await readFoldersOf(id);
  }
  show(text('removed', { folder }));
}

/** Deletes folders for good, inner ones first. Throws Refused. @param folders each after the one around it */
export async function destroyFolders(
  accountId: string,
  folders: readonly Pick<Mailbox, 'id'>[],
  onDestroyRemoveEmails: boolean,
): Promise<void> {
  for (const some of inBatches(folders.toReversed())) {
    const destroy = some.map(({ id }) => id);
    const [answer] = await call([['Mailbox/set', { accountId, destroy, onDestroyRemoveEmails }]]);
    requireDone(answer);
  }
}

function withBelow(mailbox: Mailbox): Mailbox[] {
  return [mailbox, ...foldersBelow(foldersBeside(get(), mailbox.id), mailbox.id)];
}

/** Opens the Inbox where one of these folders is shown. Returns whether it was. */
export async function leaveFolders(folders: readonly Pick<Mailbox, 'id'>[]): Promise<boolean> {
  const { mailboxId } = get().list.view;
  if (!folders.some(({ id }) => id === mailboxId)) return false;
  await openView({ mailboxId: mailboxOf('inbox')?.id ?? null, search: '' });
  return true;
}
