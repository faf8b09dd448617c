import type { Mailbox } from '../../jmap/types.ts';

type Placed = Pick<Mailbox, 'id' | 'parentId' | 'role'>;

/** They hold what the page puts there, no folders. */
const WITHOUT_FOLDERS: readonly (string | null)[] = ['drafts', 'snoozed', 'junk', 'trash'];

/** Whether folders are made in one with that role, and put there; what goes into Trash is deleted. */
export function holdsFolders({ role }: Pick<Mailbox, 'role'>): boolean {
  return !WITHOUT_FOLDERS.includes(role);
}

/** By all folders of an account as they were read: it is asked of each of them. */
const known = new WeakMap<readonly Placed[], ReadonlyMap<string, Placed>>();

function byIds(mailboxes: readonly Placed[]): ReadonlyMap<string, Placed> {
  const byId = known.get(mailboxes) ?? new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  known.set(mailboxes, byId);
  return byId;
}

/** Whether a folder may be put into another one (null: to the top): not where it is, not into itself, nor into one that is in it. */
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
