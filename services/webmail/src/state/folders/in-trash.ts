import type { Mailbox } from '../../jmap/types.ts';

type Placed = Pick<Mailbox, 'id' | 'parentId' | 'role'>;

/** The folders that are in one, however deep, each behind the one it is in. */
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

/** A folder with that role and all that are in it, where there is one: what is in Trash is no less in Trash for lying in a folder there. */
export function foldersOf<Folder extends Placed>(mailboxes: readonly Folder[], role: string): Folder[] {
  const top = mailboxes.find((each) => each.role === role);
  return top ? [top, ...foldersBelow(mailboxes, top.id)] : [];
}

/** By all folders of an account as they were read: it is asked of each folder, whenever something changes. */
const inTrash = new WeakMap<readonly Placed[], ReadonlySet<string>>();

export function isInTrash(mailboxes: readonly Placed[], id: string | null): boolean {
  let ids = inTrash.get(mailboxes);
  if (!ids) {
    ids = new Set(foldersOf(mailboxes, 'trash').map((each) => each.id));
    inTrash.set(mailboxes, ids);
  }
  return id !== null && ids.has(id);
}
