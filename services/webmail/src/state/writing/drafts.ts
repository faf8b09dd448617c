import { create } from 'zustand';
import { disown, own, ownWhenFree } from '../locks.ts';
import { asTried, forgetName, forgetWaiting } from './background.ts';
import { type Draft, isLoose } from './draft.ts';
import { nameOf, prefixOf } from './draft-name.ts';

interface Writing {
  readonly drafts: readonly Draft[];
}

/** The drafts of this tab. What exists on this device only is also in localStorage, by account and draft. */
export const useWriting = create<Writing>(() => ({ drafts: [] }));

const { getState: get, setState: set } = useWriting;

/** Returns the name of the lock by which one tab at a time edits an email. */
function lockOf(accountId: string, emailId: string): string {
  return `postroom.email.${accountId}.${emailId}`;
}

export function find(key: string): Draft | undefined {
  return get().drafts.find((draft) => draft.key === key);
}

export function add(draft: Draft): void {
  set({ drafts: [...get().drafts, draft] });
  keep(draft);
  void own(nameOf(draft));
  if (draft.emailId) void own(lockOf(draft.accountId, draft.emailId));
}

export function change(key: string, changed: Partial<Draft>): void {
  const before = find(key);
  if (!before) return;
  const after = { ...before, ...changed };
  set({ drafts: get().drafts.map((draft) => (draft === before ? after : draft)) });
  keep(after);
  if (after.emailId === before.emailId) return;
  if (after.emailId) void own(lockOf(after.accountId, after.emailId));
  if (before.emailId) disown(lockOf(before.accountId, before.emailId));
}

/** Ends a draft and removes it from this device. */
export function drop(key: string): void {
  const draft = find(key);
  if (!draft) return;
  set({ drafts: get().drafts.filter((each) => each !== draft) });
  localStorage.removeItem(nameOf(draft));
  if (draft.toGo) void forgetWaiting(draft);
  letGo(draft);
}

/** Stores a draft for the window that continues it, and ends it here. Returns false where the storage is full. */
export function handOver(key: string): boolean {
  const draft = find(key);
  if (!draft) return false;
  try {
    localStorage.setItem(nameOf(draft), JSON.stringify(draft));
  } catch {
    return false;
  }
  set({ drafts: get().drafts.filter((each) => each !== draft) });
  letGo(draft);
  return true;
}

/** Waits for a draft that another window hands over. Null: it is not there. */
export async function takeHanded(accountId: string, key: string, signal: AbortSignal): Promise<Draft | null> {
  const name = prefixOf(accountId) + key;
  return (await ownWhenFree(name, signal)) ? read(name) : null;
}

/** Ends all drafts of this tab; what exists on this device only stays in localStorage for its owner. */
export function leaveAll(): void {
  const { drafts } = get();
  set({ drafts: [] });
  for (const draft of drafts) letGo(draft);
}

function letGo(draft: Draft): void {
  disown(nameOf(draft));
  if (draft.emailId) disown(lockOf(draft.accountId, draft.emailId));
}

function keep(draft: Draft): void {
  try {
    if (isLoose(draft)) localStorage.setItem(nameOf(draft), JSON.stringify(draft));
    else localStorage.removeItem(nameOf(draft));
  } catch {
    // The storage is full: the draft lives in this window and is saved from here.
  }
}

/** Returns whether the draft is stored on this device as it is; not where the storage is full. */
export function isOnDevice(draft: Draft): boolean {
  return localStorage.getItem(nameOf(draft)) === JSON.stringify(draft);
}

/** Returns the localStorage keys of the account's drafts that exist on this device only, of any tab. */
export function keptNames(accountId: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefixOf(accountId)));
}

/** Returns the prefix of these keys. */
export const waitingNameOf = prefixOf;

/** Matches a stored draft that waits to be sent; within its texts quotation marks are escaped, so they cannot match. */
const IS_TO_GO = /[{,]"toGo":\{/;

/** Returns how many messages wait to be sent that this tab does not show. */
export function waitElsewhere(accountId: string): number {
  const own = new Set(get().drafts.map(nameOf));
  const others = keptNames(accountId).filter((name) => !own.has(name));
  return others.filter((name) => IS_TO_GO.test(localStorage.getItem(name) ?? '')).length;
}

/** Takes over the drafts stored on this device that are open in no other tab. */
export async function takeKept(accountId: string): Promise<Draft[]> {
  const taken: Draft[] = [];
  for (const name of keptNames(accountId)) {
    if (!(await own(name))) continue;
    const draft = read(name);
    if (draft && !find(draft.key)) taken.push(draft.toGo ? await asTried(draft) : draft);
  }
  return taken;
}

function read(name: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

/** Deletes all drafts of an account from this device. */
export function forgetKept(accountId: string): void {
  for (const name of keptNames(accountId)) {
    localStorage.removeItem(name);
    void forgetName(name);
  }
}

/** Returns whether this tab may edit an email; not while another tab does. */
export function ownEmail(accountId: string, emailId: string): Promise<boolean> {
  return own(lockOf(accountId, emailId));
}
