import type { Mailbox } from '../../jmap/types.ts';

type InTree = Pick<Mailbox, 'id' | 'name' | 'parentId' | 'role'>;

export interface Placed<Folder> {
  readonly mailbox: Folder;
  /** 0 at the top. */
  readonly depth: number;
}

/** Those with a role stand in this order, others behind them. */
const ROLES = ['inbox', 'snoozed', 'drafts', 'sent', 'archive', 'junk', 'trash'];

/** Folders with a role, each with those that are in it behind it. */
export function systemTree<Folder extends InTree>(mailboxes: readonly Folder[]): Placed<Folder>[] {
  const place = ({ role }: Folder): number => (ROLES.includes(role ?? '') ? ROLES.indexOf(role ?? '') : ROLES.length);
  return mailboxes
    .filter(({ role }) => role !== null)
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((mailbox) => [{ mailbox, depth: 0 }, ...below(ownOf(mailboxes), mailbox.id, 1)]);
}

/** The others that are in none of these, each behind the one it is in, in the order of their names. */
export function folderTree<Folder extends InTree>(mailboxes: readonly Folder[]): Placed<Folder>[] {
  const own = ownOf(mailboxes);
  const ids = new Set(mailboxes.map(({ id }) => id));
  return own
    .filter(({ parentId }) => !ids.has(parentId ?? ''))
    .flatMap((mailbox) => [{ mailbox, depth: 0 }, ...below(own, mailbox.id, 1)]);
}

/** All of them, those with a role first. */
export function allFolders<Folder extends InTree>(mailboxes: readonly Folder[]): Placed<Folder>[] {
  return [...systemTree(mailboxes), ...folderTree(mailboxes)];
}

function ownOf<Folder extends InTree>(mailboxes: readonly Folder[]): Folder[] {
  return mailboxes.filter(({ role }) => role === null).toSorted((a, b) => a.name.localeCompare(b.name));
}

function below<Folder extends InTree>(own: readonly Folder[], parentId: string, depth: number): Placed<Folder>[] {
  return own
    .filter((mailbox) => mailbox.parentId === parentId)
    .flatMap((mailbox) => [{ mailbox, depth }, ...below(own, mailbox.id, depth + 1)]);
}
