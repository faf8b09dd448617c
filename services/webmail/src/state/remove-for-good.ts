import { ownerOf } from '../jmap/ids.ts';
import { folderText } from '../words/folders/index.ts';
import { text } from '../words/index.ts';
import { sharedText } from '../words/shared/index.ts';
import { forAll } from './bulk/for-all.ts';
import { emailsOf } from './conversations.ts';
import { whyKept } from './delivery/without-to-go.ts';
import { destroyIn } from './destroy-in.ts';
import { isInTrash } from './folders/in-trash.ts';
import { readFoldersOf } from './folders/place-folder.ts';
import { useMail } from './mail.ts';
import { Said } from './refused.ts';
import type { Chosen } from './selection.ts';
import { foldersBeside } from './shared/owner.ts';
import { showError } from './show-error.ts';
import { takeFromList } from './take-from-list.ts';
import { show } from './toasts.ts';

/** Asks, and deletes conversations of the shown folder for good. */
export async function removeForGood(ids: Chosen, mailboxId: string): Promise<void> {
  if (!asks(ids === 'all' ? (useMail.getState().allSelected?.total ?? 0) : ids.length)) return;
  if (ids === 'all') await forAll(({ destroyAll }) => destroyAll(mailboxId));
  else await destroy(ids, mailboxId);
}

function asks(count: number): boolean {
  const state = useMail.getState();
  const { mailboxId } = state.list.view;
  const isTheirs = ownerOf(mailboxId) !== undefined && !isInTrash(foldersBeside(state, mailboxId), mailboxId);
  return confirm(isTheirs ? sharedText('removeAsk', { count }) : folderText('forGoodAsk', { count }));
}

async function destroy(ids: readonly string[], mailboxId: string): Promise<void> {
  const emails = emailsOf(ids);
  const taken = takeFromList(new Set(ids));
  try {
    const stayed = await destroyIn(mailboxId, await emails);
    if (stayed.kept > 0) throw new Said(whyKept(stayed));
    taken.stayAway();
    show(text('done.deleteForGood', { count: ids.length }));
    void readFoldersOf(mailboxId).catch(() => undefined);
  } catch (error) {
    taken.comeBack();
    showError(error);
  }
}
