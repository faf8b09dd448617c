import type { Mailbox } from '../../jmap/types.ts';

type Placed = Pick<Mailbox, 'id' | 'parentId' | 'role'>;

/** Roles of folders that cannot contain folders: only the page puts things there. */
const WITHOUT_FOLDERS: readonly (string | null)[] = ['drafts', 'snoozed', 'junk', 'trash'];

/** Returns whether folders can be created in, or moved to, a folder with that role. Moving a folder to Trash deletes it instead. */
export function holdsFolders({ role }: Pick<Mailbox, 'role'>): boolean {
  return !WITHOUT_FOLDERS.includes(role);
}

/** Caches folders by id per list of folders, because the question is asked for each of them. */
const known = new WeakMap<readonly Placed[], ReadonlyMap<string, Placed>>();

function byIds(mailboxes: readonly Placed[]): ReadonlyMap<string, Placed> {
  const byId = known.get(mailboxes) ?? new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  known.set(mailboxes, byId);
  return byId;
}

/** Returns whether a folder may move into another (null: the top): not where it is already, not into itself or a folder inside it. */
export function canBeIn(mailboxes: readonly Placed[], id: string, parentId: string | null): boolean {
  const byId = byIds(mailboxes);
  const folder = byId.get(id);
  if (!folder || folder.role !== null || folder.parentId === parentId) return false;
  const parent = byId.get(parentId ?? '');
  if (parentId !== null && !(parent && holdsFolders(parent))) return false;
  const passed = new Set<string>();
  for (let at = parentId; at !== null && !passed.has(at); at = byId.get(at)?.parentId ?? null) {
    if (at === id) return false;
    passed.add(at);
  }
  return true;
}
