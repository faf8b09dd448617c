import { useEffect } from 'react';
import { create } from 'zustand';
import { request } from '../jmap/client.ts';
import { type Label, readLabels } from './labels/label.ts';
import { noteFailure, useMail } from './mail.ts';

/** What one chose and finds on every device. */
export interface AccountPreferences {
  /** Addresses of senders whose pictures from outside are always shown. */
  readonly picturesFrom: readonly string[];
  /** In the order in which they are shown. */
  readonly labels: readonly Label[];
  /** New mail is plain text. */
  readonly writesPlain: boolean;
  /** What becomes of senders' wish to know that a mail was read; none is told by itself. */
  readonly receipts: 'ask' | 'never';
}

const NONE: AccountPreferences = { picturesFrom: [], labels: [], writesPlain: false, receipts: 'ask' };

export const usePreferences = create<AccountPreferences & { readonly accountId: string | null }>(() => ({
  ...NONE,
  accountId: null,
}));

/** Windows of one browser hear of each other's changes. */
export const others = new BroadcastChannel('postroom.preferences');

/** What is asked and changed goes one after the other: who makes two things at once has both, and no older answer comes after a newer one. */
let last: Promise<unknown> = Promise.resolve();

export type Change = (kept: AccountPreferences) => Partial<AccountPreferences>;

/** What the account had when it was asked or told last. */
export const known = { now: NONE };
/** Changes that are seen already, and not kept yet, in their order. */
export const waiting = new Set<Change>();

/** Whatever was read or refused meanwhile: what was chosen since is seen. */
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

/** Reads what the account has; until then, and where that fails, nothing was chosen. */
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

/** They are read as soon as somebody is signed in, when another window changes them, and when one comes back: another device may have. */
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
