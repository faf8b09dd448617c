import type { Mailbox } from '../../jmap/types.ts';

type Placed = Pick<Mailbox, 'id' | 'parentId' | 'role'>;

/** Returns the folders inside a folder at any depth, each after the one around it. */
export function foldersBelow<Folder extends Placed>(mailboxes: readonly Folder[], id: string): Folder[] {
  const byParent = Map.groupBy(mailboxes, ({ parentId }) => parentId);
  const found = new Set<Folder>();
  const look = [id];
  for (let at = look.shift(); at !== undefined; at = look.shift()) {
    for (const child of byParent.get(at) ?? []) {
      if (child.id === id || found.has(child)) continue;
      found.add(child);
      look.push(child.id);
    }
  }
  return [...found];
}

/** Returns the folder with that role and all folders inside it: mail in a folder within Trash counts as in Trash. */
export function foldersOf<Folder extends Placed>(mailboxes: readonly Folder[], role: string): Folder[] {
  const top = mailboxes.find((each) => each.role === role);
  return top ? [top, ...foldersBelow(mailboxes, top.id)] : [];
}

/** Caches the folders in Trash per list of folders, because the question is asked for each folder whenever something changes. */
const inTrash = new WeakMap<readonly Placed[], ReadonlySet<string>>();

export function isInTrash(mailboxes: readonly Placed[], id: string | null): boolean {
  let ids = inTrash.get(mailboxes);
  if (!ids) {
    ids = new Set(foldersOf(mailboxes, 'trash').map((each) => each.id));
    inTrash.set(mailboxes, ids);
  }
  return id !== null && ids.has(id);
}
