import { create } from 'zustand';
import { useMail } from '../mail.ts';
import { foldersBeside } from '../shared/owner.ts';

interface Folded {
  readonly accountId: string;
  /** Folders whose inner folders are hidden. */
  readonly ids: ReadonlySet<string>;
}

/** The most ids that are stored; some may be of deleted folders. */
const MAX_KEPT = 1_000;

/** The folders of the account that are folded on this device. */
export const useFolded = create<Folded>(() => ({ accountId: '', ids: new Set() }));

function nameOf(accountId: string): string {
  return `postroom.folded.${accountId}`;
}

function read(accountId: string): Set<string> {
  return new Set(localStorage.getItem(nameOf(accountId))?.split(' ').filter(Boolean));
}

export function fold(id: string, isFolded: boolean): void {
  const { accountId } = useFolded.getState();
  // Another window may have folded others, so the stored ids are read again.
  const ids = read(accountId);
  if (isFolded) ids.add(id);
  else ids.delete(id);
  localStorage.setItem(nameOf(accountId), [...ids].slice(-MAX_KEPT).join(' '));
  useFolded.setState({ ids });
}

/** Unfolds the folders around the one that is shown, however it was opened. */
useMail.subscribe((now, before) => {
  const accountId = now.client?.accountId ?? '';
  if (accountId !== useFolded.getState().accountId) useFolded.setState({ accountId, ids: read(accountId) });
  const { mailboxId } = now.list.view;
  if (mailboxId === before.list.view.mailboxId) return;
  const folders = foldersBeside(now, mailboxId);
  const parentOf = (id: string | null): string | null => folders.find((each) => each.id === id)?.parentId ?? null;
  for (let id = parentOf(mailboxId); id !== null; id = parentOf(id))
    if (useFolded.getState().ids.has(id)) fold(id, false);
});

/** How long a dragged item must rest over a folded folder to unfold it. */
const REST_MS = 600;

let under: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Notes the folder under a dragged item. @param id null: none */
export function restOver(id: string | null): void {
  if (id === under) return;
  under = id;
  clearTimeout(timer);
  if (id !== null && useFolded.getState().ids.has(id)) timer = setTimeout(() => fold(id, false), REST_MS);
}
