import { create } from 'zustand';
import { disown, own, ownWhenFree } from '../locks.ts';
import { type Draft, isLoose } from './draft.ts';

interface Writing {
  readonly drafts: readonly Draft[];
}

/** What is being written in this tab. What only this device knows is in its storage, too, by account and draft. */
export const useWriting = create<Writing>(() => ({ drafts: [] }));

const { getState: get, setState: set } = useWriting;

function prefixOf(accountId: string): string {
  return `postroom.draft.${accountId}.`;
}

function nameOf({ accountId, key }: Draft): string {
  return prefixOf(accountId) + key;
}

/** One tab at a time writes on an email. */
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

/** It is not written any more, and nothing of it stays on this device. */
export function drop(key: string): void {
  const draft = find(key);
  if (!draft) return;
  set({ drafts: get().drafts.filter((each) => each !== draft) });
  localStorage.removeItem(nameOf(draft));
  letGo(draft);
}

/** It is not written here any more, and lies in the storage for the window that goes on. False: there is no room for it. */
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

/** What another window has handed over, as soon as it has. Null: it is not there. */
export async function takeHanded(accountId: string, key: string, signal: AbortSignal): Promise<Draft | null> {
  const name = prefixOf(accountId) + key;
  return (await ownWhenFree(name, signal)) ? read(name) : null;
}

/** This tab writes nothing any more; what only this device knows stays in its storage for whom it belongs to. */
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
    // The storage is full: it is in this window, and is saved from here.
  }
}

/** Whether it would be there after this window; not where the storage is full. */
export function isOnDevice(draft: Draft): boolean {
  return localStorage.getItem(nameOf(draft)) === JSON.stringify(draft);
}

/** Names in the storage of what of an account is on this device alone, in whatever tab. */
export function keptNames(accountId: string): string[] {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefixOf(accountId)));
}

/** What the names in the storage begin with of what an account writes. */
export const waitingNameOf = prefixOf;

/** A draft as it is stored that is to be sent; within its texts a quotation mark stands behind a backslash. */
const IS_TO_GO = /[{,]"toGo":\{/;

/** How many mails wait to be sent that this tab does not show. */
export function waitElsewhere(accountId: string): number {
  const own = new Set(get().drafts.map(nameOf));
  const others = keptNames(accountId).filter((name) => !own.has(name));
  return others.filter((name) => IS_TO_GO.test(localStorage.getItem(name) ?? '')).length;
}

/** What is kept on this device and open in no other tab, which is this tab's from now on. */
export async function takeKept(accountId: string): Promise<Draft[]> {
  const taken: Draft[] = [];
  for (const name of keptNames(accountId)) {
    if (!(await own(name))) continue;
    const draft = read(name);
    if (draft && !find(draft.key)) taken.push(draft);
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

/** Nothing that an account wrote stays on this device. */
export function forgetKept(accountId: string): void {
  for (const name of keptNames(accountId)) localStorage.removeItem(name);
}

/** Whether an email can be written on here; not while another tab does. */
export function ownEmail(accountId: string, emailId: string): Promise<boolean> {
  return own(lockOf(accountId, emailId));
}
