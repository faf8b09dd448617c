import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { type Folders, foldersBeside, may } from '../shared/owner.ts';
import { isInTrash } from './in-trash.ts';

/** The Trash that a folder goes into when it is deleted; undefined: it goes for good, since it is there already or there is none for it. */
export function trashFor(folders: Folders, { id }: Pick<Mailbox, 'id'>): Mailbox | undefined {
  const beside = foldersBeside(folders, id);
  if (isInTrash(beside, id)) return undefined;
  const trash = beside.find(({ role }) => role === 'trash');
  return trash && may(folders, id, 'mayRename') && may(folders, trash.id, 'mayCreateChild') ? trash : undefined;
}

/** Whether it can be put back to where it is now: at the top of others' folders nobody but they put one. */
export function canComeBack(folders: Folders, { id, parentId }: Pick<Mailbox, 'id' | 'parentId'>): boolean {
  if (ownerOf(id) === undefined) return true;
  return parentId !== null && may(folders, parentId, 'mayCreateChild');
}
