import type { Mailbox } from '../../jmap/types.ts';

export interface Placed<Folder> {
  readonly mailbox: Folder;
  /** 0 at the top. */
  readonly depth: number;
}

/** Folders without a role, each behind the one it is in, in the order of their names. */
export function folderTree<Folder extends Pick<Mailbox, 'id' | 'name' | 'parentId' | 'role'>>(
  mailboxes: readonly Folder[],
): Placed<Folder>[] {
  const plain = mailboxes.filter(({ role }) => role === null).toSorted((a, b) => a.name.localeCompare(b.name));
  const ids = new Set(plain.map(({ id }) => id));
  const below = (parentId: string | null, depth: number): Placed<Folder>[] =>
    plain
      .filter((mailbox) => (ids.has(mailbox.parentId ?? '') ? mailbox.parentId : null) === parentId)
      .flatMap((mailbox) => [{ mailbox, depth }, ...below(mailbox.id, depth + 1)]);
  return below(null, 0);
}

/** All of them: those with a role first, as the server orders them. */
export function allFolders<Folder extends Pick<Mailbox, 'id' | 'name' | 'parentId' | 'role' | 'sortOrder'>>(
  mailboxes: readonly Folder[],
): Placed<Folder>[] {
  const withRole = mailboxes.filter(({ role }) => role !== null).toSorted((a, b) => a.sortOrder - b.sortOrder);
  return [...withRole.map((mailbox) => ({ mailbox, depth: 0 })), ...folderTree(mailboxes)];
}
