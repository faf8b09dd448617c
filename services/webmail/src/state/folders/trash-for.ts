import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { type Folders, foldersBeside, may } from '../shared/owner.ts';
import { isInTrash } from './in-trash.ts';

/** Returns the Trash for a folder; undefined where it is deleted for good: it is in Trash already, or there is no Trash for it. */
export function trashFor(folders: Folders, { id }: Pick<Mailbox, 'id'>): Mailbox | undefined {
  const beside = foldersBeside(folders, id);
  if (isInTrash(beside, id)) return undefined;
  const trash = beside.find(({ role }) => role === 'trash');
  return trash && may(folders, id, 'mayRename') && may(folders, trash.id, 'mayCreateChild') ? trash : undefined;
}

/** Returns whether the person could put the folder back: at the top of somebody else's folders only that person can put one. */
export function canComeBack(folders: Folders, { id, parentId }: Pick<Mailbox, 'id' | 'parentId'>): boolean {
  if (ownerOf(id) === undefined) return true;
  return parentId !== null && may(folders, parentId, 'mayCreateChild');
}
