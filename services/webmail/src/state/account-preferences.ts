import { useEffect } from 'react';
import { create } from 'zustand';
import { request, sendJson } from '../jmap/client.ts';
import { type Label, readLabels } from './labels/label.ts';
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
const NONE: AccountPreferences = { picturesFrom: [], labels: [], writesPlain: false, receipts: 'ask' };

export const usePreferences = create<AccountPreferences & { readonly accountId: string | null }>(() => ({
  ...NONE,
  accountId: null,
}));

/** Reads what the account has, once; until then, and where that fails, nothing was chosen. */
async function readFor(accountId: string): Promise<void> {
  if (usePreferences.getState().accountId === accountId) return;
  usePreferences.setState({ ...NONE, accountId }, true);
  try {
    const answer = await request('/account/preferences');
    const { picturesFrom, labels, writesPlain, receipts } = (await answer.json()) as Record<string, unknown>;
    if (usePreferences.getState().accountId !== accountId) return;
    usePreferences.setState({
      picturesFrom: Array.isArray(picturesFrom) ? picturesFrom.filter((one) => typeof one === 'string') : [],
      labels: readLabels(labels),
      writesPlain: writesPlain === true,
      receipts: receipts === 'never' ? 'never' : 'ask',
    });
  } catch (error) {
    noteFailure(error);
  }
}

/** They are read as soon as somebody is signed in. */
export function useReadPreferences(): void {
  const accountId = useMail(({ client }) => client?.accountId);
  useEffect(() => {
    if (accountId !== undefined) void readFor(accountId);
  }, [accountId]);
}

/** Changes them here at once, and there behind it; what is refused is taken back and said. Returns whether it is kept. */
export async function changePreferences(changes: Partial<AccountPreferences>): Promise<boolean> {
  const { accountId, ...before } = usePreferences.getState();
  usePreferences.setState(changes);
  try {
    await sendJson('PATCH', '/account/preferences', changes);
    return true;
  } catch (error) {
    noteFailure(error);
    if (usePreferences.getState().accountId === accountId) usePreferences.setState(before);
    tell(error);
    return false;
  }
}

export function useShowsPicturesOf(sender: string): boolean {
  return usePreferences(({ picturesFrom }) => picturesFrom.includes(sender.toLowerCase()));
}

/** Shows pictures of a sender always, or asks again. */
export async function showPicturesOf(sender: string, wants: boolean): Promise<void> {
  const address = sender.toLowerCase();
  const others = usePreferences.getState().picturesFrom.filter((one) => one !== address);
  await changePreferences({ picturesFrom: wants ? [...others, address].slice(-MAX_SENDERS) : others });
}
