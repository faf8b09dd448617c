import type { Mailbox } from '../../jmap/types.ts';

type InTree = Pick<Mailbox, 'id' | 'name' | 'parentId' | 'role'>;

export interface Placed<Folder> {
  readonly mailbox: Folder;
  /** 0 at the top. */
  readonly depth: number;
}

/** Roles in the order in which their folders are shown; other roles come after them. */
const ROLES = ['inbox', 'snoozed', 'drafts', 'sent', 'archive', 'junk', 'trash'];

/** Returns the folders with a role, each followed by the folders inside it. */
export function systemTree<Folder extends InTree>(mailboxes: readonly Folder[]): Placed<Folder>[] {
  const place = ({ role }: Folder): number => (ROLES.includes(role ?? '') ? ROLES.indexOf(role ?? '') : ROLES.length);
  const own = ownOf(mailboxes);
  return mailboxes
    .filter(({ role }) => role !== null)
    .toSorted((a, b) => place(a) - place(b))
    .flatMap((mailbox) => [{ mailbox, depth: 0 }, ...below(own, mailbox.id, 1)]);
}

/** Returns the folders without a role that are in none of those, each followed by the folders inside it, sorted by name. */
export function folderTree<Folder extends InTree>(mailboxes: readonly Folder[]): Placed<Folder>[] {
  const own = ownOf(mailboxes);
  const ids = new Set(mailboxes.map(({ id }) => id));
  return [...own]
    .flatMap(([parentId, inside]) => (ids.has(parentId ?? '') ? [] : inside))
    .flatMap((mailbox) => [{ mailbox, depth: 0 }, ...below(own, mailbox.id, 1)]);
}

/** Caches the tree per list of folders, because the menus of every message use it. */
const known = new WeakMap<readonly InTree[], readonly Placed<InTree>[]>();

/** Returns all folders, those with a role first. */
export function allFolders<Folder extends InTree>(mailboxes: readonly Folder[]): readonly Placed<Folder>[] {
  const all = (known.get(mailboxes) as readonly Placed<Folder>[] | undefined) ?? [
    ...systemTree(mailboxes),
    ...folderTree(mailboxes),
  ];
  known.set(mailboxes, all);
  return all;
}

/** Groups the folders without a role by their parent, sorted by name. */
function ownOf<Folder extends InTree>(mailboxes: readonly Folder[]): Map<string | null, Folder[]> {
  const { compare } = new Intl.Collator();
  const own = mailboxes.filter(({ role }) => role === null).toSorted((a, b) => compare(a.name, b.name));
  return Map.groupBy(own, ({ parentId }) => parentId);
}

function below<Folder extends InTree>(
  own: ReadonlyMap<string | null, readonly Folder[]>,
  parentId: string,
  depth: number,
): Placed<Folder>[] {
  return (own.get(parentId) ?? []).flatMap((mailbox) => [{ mailbox, depth }, ...below(own, mailbox.id, depth + 1)]);
}
