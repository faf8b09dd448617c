import { create } from 'zustand';
import { useMail } from '../mail.ts';
import { foldersBeside } from '../shared/owner.ts';

interface Folded {
  readonly accountId: string;
  /** Folders of which those that are in them are not shown. */
  readonly ids: ReadonlySet<string>;
}

/** Ids at most; of folders that are gone, too. */
const MAX_KEPT = 1_000;

/** Which folders of the account are folded on this device. */
export const useFolded = create<Folded>(() => ({ accountId: '', ids: new Set() }));

function nameOf(accountId: string): string {
  return `postroom.folded.${accountId}`;
}

function read(accountId: string): Set<string> {
  return new Set(localStorage.getItem(nameOf(accountId))?.split(' ').filter(Boolean));
}

export function fold(id: string, isFolded: boolean): void {
  const { accountId } = useFolded.getState();
  // Another window may have changed others.
  const ids = read(accountId);
  if (isFolded) ids.add(id);
  else ids.delete(id);
  localStorage.setItem(nameOf(accountId), [...ids].slice(-MAX_KEPT).join(' '));
  useFolded.setState({ ids });
}

/** What is opened is seen, from wherever that was done. */
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

/** Ms for which what is dragged rests over a folded folder before that opens. */
const REST_MS = 600;

let under: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Something is dragged over a folder. @param id null: over none */
export function restOver(id: string | null): void {
  if (id === under) return;
  under = id;
  clearTimeout(timer);
  if (id !== null && useFolded.getState().ids.has(id)) timer = setTimeout(() => fold(id, false), REST_MS);
}
