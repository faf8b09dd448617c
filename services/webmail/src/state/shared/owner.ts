import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox, MailboxRights } from '../../jmap/types.ts';

/** Somebody else who shares folders with the person. */
export interface Owner {
  readonly accountId: string;
  readonly address: string;
  readonly name: string;
  /** As far as they are shared. */
  readonly mailboxes: readonly Mailbox[];
  /** Of all that one sees of the account's mail, when the mailboxes were read. */
  readonly mailState: string;
}

/** Folders, one's own and those of others. */
export interface Folders {
  readonly mailboxes: readonly Mailbox[];
  readonly owners: readonly Owner[];
}

/** The folders of the account that an id is of. */
export function foldersBeside({ mailboxes, owners }: Folders, id: string | null): readonly Mailbox[] {
  const accountId = ownerOf(id);
  if (accountId === undefined) return mailboxes;
  return owners.find((owner) => owner.accountId === accountId)?.mailboxes ?? [];
}

export function folderOf(folders: Folders, id: string | null): Mailbox | undefined {
  return foldersBeside(folders, id).find((mailbox) => mailbox.id === id);
}

/** Whether the person may do this in a folder, or with the mail in it; in one's own everything. Null is all folders of one's own. */
export function may(folders: Folders, id: string | null, right: keyof MailboxRights): boolean {
  return ownerOf(id) === undefined || folderOf(folders, id)?.myRights[right] === true;
}

/** The folder with a role that mail of a folder can be put into. */
export function targetFrom(folders: Folders, id: string | null, role: string): Mailbox | undefined {
  const target = foldersBeside(folders, id).find((mailbox) => mailbox.role === role);
  return target && may(folders, target.id, 'mayAddItems') ? target : undefined;
}
