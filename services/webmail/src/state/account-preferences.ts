import { useEffect } from 'react';
import { create } from 'zustand';
import { request, sendJson } from '../jmap/client.ts';
import { type Label, readLabels } from './labels/label.ts';
import { alone } from './locks.ts';
import { noteFailure, useMail } from './mail.ts';
import { tell } from './tell.ts';

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

/** Senders at most; the first ones go. */
const MAX_SENDERS = 1_000;
/** Characters that a request which outlives its page has at most: browsers send 64 KiB of all of those together (Fetch 4.6). */
const MAX_LASTING = 16_000;
const NONE: AccountPreferences = { picturesFrom: [], labels: [], writesPlain: false, receipts: 'ask' };

export const usePreferences = create<AccountPreferences & { readonly accountId: string | null }>(() => ({
  ...NONE,
  accountId: null,
}));

/** Windows of one browser hear of each other's changes. */
const others = new BroadcastChannel('postroom.preferences');

/** What is asked and changed goes one after the other: who makes two things at once has both, and no older answer comes after a newer one. */
let last: Promise<unknown> = Promise.resolve();

type Change = (kept: AccountPreferences) => Partial<AccountPreferences>;

/** What the account had when it was asked or told last. */
let known = NONE;
/** Changes that are seen already, and not kept yet, in their order. */
const waiting = new Set<Change>();

/** Whatever was read or refused meanwhile: what was chosen since is seen. */
function show(accountId: string | null): void {
  if (usePreferences.getState().accountId !== accountId) return;
  const now = { ...known };
  for (const change of waiting) Object.assign(now, change(now));
  usePreferences.setState(now);
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

/** Reads what the account has; until then, and where that fails, nothing was chosen. */
async function readFor(accountId: string): Promise<void> {
  if (usePreferences.getState().accountId !== accountId) {
    known = NONE;
    waiting.clear();
    usePreferences.setState({ ...NONE, accountId }, true);
  }
  try {
    await inTurn(async () => {
      const kept = await readKept();
      if (usePreferences.getState().accountId === accountId) known = kept;
    });
    show(accountId);
  } catch (error) {
    noteFailure(error);
  }
}

async function readKept(): Promise<AccountPreferences> {
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

/**
 * Changes them here at once, and there behind it; what is refused is taken back and said. Returns whether it is kept.
 * @param change of lists: what becomes of those that the account has by then
 */
export async function changePreferences(change: Partial<AccountPreferences> | Change): Promise<boolean> {
  const { accountId, ...before } = usePreferences.getState();
  const changes: Change = typeof change === 'function' ? change : () => change;
  waiting.add(changes);
  show(accountId);
  const keep = (changed: Partial<AccountPreferences>): Promise<Response> =>
    sendJson('PATCH', '/account/preferences', changed, { keepalive: JSON.stringify(changed).length <= MAX_LASTING });
  const reading = new AbortController();
  // Who leaves before it is read what the account has by then, leaves what is known here.
  const leave = (): void => void keep(changes(before)).catch(() => undefined);
  window.addEventListener('pagehide', leave, { signal: reading.signal });
  // Another tab would write over it what it has read before.
  const write = async (): Promise<void> => {
    const kept = typeof change === 'function' ? await readKept() : known;
    reading.abort();
    const wanted = changes(kept);
    await keep(wanted);
    if (usePreferences.getState().accountId === accountId) known = { ...kept, ...wanted };
  };
  try {
    await inTurn(() => alone(`postroom.preferences.${accountId}`, write));
    others.postMessage(accountId);
    return true;
  } catch (error) {
    noteFailure(error);
    tell(error);
    return false;
  } finally {
    reading.abort();
    waiting.delete(changes);
    show(accountId);
  }
}

export function useShowsPicturesOf(sender: string): boolean {
  return usePreferences(({ picturesFrom }) => picturesFrom.includes(sender.toLowerCase()));
}

/** Shows pictures of a sender always, or asks again. */
export async function showPicturesOf(sender: string, wants: boolean): Promise<void> {
  const address = sender.toLowerCase();
  await changePreferences(({ picturesFrom }) => {
    const rest = picturesFrom.filter((one) => one !== address);
    return { picturesFrom: wants ? [...rest, address].slice(-MAX_SENDERS) : rest };
  });
}
