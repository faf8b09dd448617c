import { useEffect } from 'react';
import { create } from 'zustand';
import { request } from '../jmap/client.ts';
import { type Label, readLabels } from './labels/label.ts';
import { noteFailure, useMail } from './mail.ts';

/** The preferences that follow the person to every device. */
export interface AccountPreferences {
  /** Senders whose remote pictures are always shown, by address. */
  readonly picturesFrom: readonly string[];
  /** In the order in which they are shown. */
  readonly labels: readonly Label[];
  /** Whether a new message begins as plain text. */
  readonly writesPlain: boolean;
  /** What to do when a sender asks for a read receipt; none is ever sent without asking. */
  readonly receipts: 'ask' | 'never';
}

const NONE: AccountPreferences = { picturesFrom: [], labels: [], writesPlain: false, receipts: 'ask' };

export const usePreferences = create<AccountPreferences & { readonly accountId: string | null }>(() => ({
  ...NONE,
  accountId: null,
}));

/** Tells the other windows of this browser about changes. */
export const others = new BroadcastChannel('postroom.preferences');

/** Reads and changes run one after the other, so that two quick changes are both kept and an old answer never replaces a newer one. */
let last: Promise<unknown> = Promise.resolve();

export type Change = (kept: AccountPreferences) => Partial<AccountPreferences>;

/** The preferences as last read from or written to the server. */
export const known = { now: NONE };
/** Changes that are shown already but not saved yet, in order. */
export const waiting = new Set<Change>();

/** Shows the saved preferences with the waiting changes on top. */
export function show(accountId: string | null): void {
  if (usePreferences.getState().accountId !== accountId) return;
  const now = { ...known.now };
  for (const change of waiting) Object.assign(now, change(now));
  usePreferences.setState(now);
}

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

/** Reads the account's preferences. Until then, and where reading fails, the defaults hold. */
async function readFor(accountId: string): Promise<void> {
  if (usePreferences.getState().accountId !== accountId) {
    known.now = NONE;
    waiting.clear();
    usePreferences.setState({ ...NONE, accountId }, true);
  }
  try {
    await inTurn(async () => {
      const kept = await readKept();
      if (usePreferences.getState().accountId === accountId) known.now = kept;
    });
    show(accountId);
  } catch (error) {
    noteFailure(error);
  }
}

export async function readKept(): Promise<AccountPreferences> {
  const answer = await request('/account/preferences');
  const { picturesFrom, labels, writesPlain, receipts } = (await answer.json()) as Record<string, unknown>;
  return {
    picturesFrom: Array.isArray(picturesFrom) ? picturesFrom.filter((one) => typeof one === 'string') : [],
    labels: readLabels(labels),
    writesPlain: writesPlain === true,
    receipts: receipts === 'never' ? 'never' : 'ask',
  };
}

/** Reads the preferences after a sign-in, when another window changes them, and when this one is shown again (another device may have). */
export function useReadPreferences(): void {
  const accountId = useMail(({ client }) => client?.accountId);
  useEffect(() => {
    if (accountId === undefined) return undefined;
    const end = new AbortController();
    const { signal } = end;
    const read = (): void => void readFor(accountId);
    read();
    others.addEventListener('message', ({ data }) => data === accountId && read(), { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && read(), { signal });
    return () => end.abort();
  }, [accountId]);
}

export function useShowsPicturesOf(sender: string): boolean {
  return usePreferences(({ picturesFrom }) => picturesFrom.includes(sender.toLowerCase()));
}
