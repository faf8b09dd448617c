import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { allFolders, type Placed } from '../folders/folder-tree.ts';
import { isInTrash } from '../folders/in-trash.ts';
import type { Folders } from './owner.ts';

/** The folders of one account into which mail of another account can be copied. */
export interface CopyTargets {
  /** The owner's name; null for one's own account. */
  readonly name: string | null;
  readonly all: readonly Mailbox[];
  readonly folders: readonly Placed<Mailbox>[];
}

const APART = ['drafts', 'snoozed', 'sent', 'junk', 'trash'];

/** Returns the accounts with folders to copy to. @param here the folder of the mail; null: one's own */
export function copyTargets({ mailboxes, owners }: Folders, here: string | null): CopyTargets[] {
  const from = ownerOf(here);
  const usual = (each: readonly Mailbox[]): Placed<Mailbox>[] =>
    allFolders(each).filter(({ mailbox: { id, role } }) => !APART.includes(role ?? '') && !isInTrash(each, id));
  const others = owners
    .filter(({ accountId }) => accountId !== from)
    .map(({ name, mailboxes: theirs }) => ({
      name,
      all: theirs,
      folders: usual(theirs.filter((each) => each.myRights.mayAddItems)),
    }));
  const own = from === undefined ? [] : [{ name: null, all: mailboxes, folders: usual(mailboxes) }];
  return [...own, ...others];
}
