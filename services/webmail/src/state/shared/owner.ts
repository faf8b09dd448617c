import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox, MailboxRights } from '../../jmap/types.ts';

/** Somebody else who shares folders with this person. */
export interface Owner {
  readonly accountId: string;
  readonly address: string;
  readonly name: string;
  /** The shared folders. */
  readonly mailboxes: readonly Mailbox[];
  /** The state of the account's shared mail when its folders were read. */
  readonly mailState: string;
}

/** All folders, one's own and those of others. */
export interface Folders {
  readonly mailboxes: readonly Mailbox[];
  readonly owners: readonly Owner[];
}

/** Returns the folders of the account to which an id belongs. */
export function foldersBeside({ mailboxes, owners }: Folders, id: string | null): readonly Mailbox[] {
  const accountId = ownerOf(id);
  if (accountId === undefined) return mailboxes;
  return owners.find((owner) => owner.accountId === accountId)?.mailboxes ?? [];
}

export function folderOf(folders: Folders, id: string | null): Mailbox | undefined {
  return foldersBeside(folders, id).find((mailbox) => mailbox.id === id);
}

/** Returns whether the person may do this in a folder, or with the mail in it. In one's own folders, and with null, everything is allowed. */
export function may(folders: Folders, id: string | null, right: keyof MailboxRights): boolean {
  return ownerOf(id) === undefined || folderOf(folders, id)?.myRights[right] === true;
}

/** Returns the folder with that role, in the same account, if mail may be put into it. */
export function targetFrom(folders: Folders, id: string | null, role: string): Mailbox | undefined {
  const target = foldersBeside(folders, id).find((mailbox) => mailbox.role === role);
  return target && may(folders, target.id, 'mayAddItems') ? target : undefined;
}
