import { useEffect } from 'react';
import { create } from 'zustand';
import { request, sendJson } from '../jmap/client.ts';
import { noteFailure, useMail } from './mail.ts';

/** What one chose and finds on every device. */
export interface AccountPreferences {
  /** Addresses of senders whose pictures from outside are always shown. */
  readonly picturesFrom: readonly string[];
}

/** Senders at most; the first ones go. */
const MAX_SENDERS = 1_000;
const NONE: AccountPreferences = { picturesFrom: [] };

const usePreferences = create<AccountPreferences & { readonly accountId: string | null }>(() => ({
  ...NONE,
  accountId: null,
}));

/** Reads what the account has, once; until then, and where that fails, nothing was chosen. */
async function readFor(accountId: string): Promise<void> {
  if (usePreferences.getState().accountId === accountId) return;
  usePreferences.setState({ ...NONE, accountId }, true);
  try {
    const { picturesFrom } = (await (await request('/account/preferences')).json()) as { picturesFrom?: unknown };
    if (Array.isArray(picturesFrom) && usePreferences.getState().accountId === accountId)
      usePreferences.setState({ picturesFrom: picturesFrom.filter((one) => typeof one === 'string') });
  } catch (error) {
    noteFailure(error);
  }
}

export function useShowsPicturesOf(sender: string): boolean {
  const accountId = useMail(({ client }) => client?.accountId);
  useEffect(() => {
    if (accountId !== undefined) void readFor(accountId);
  }, [accountId]);
  return usePreferences(({ picturesFrom }) => picturesFrom.includes(sender.toLowerCase()));
}

/** Shows pictures of a sender always, or asks again. */
export async function showPicturesOf(sender: string, wants: boolean): Promise<void> {
  const address = sender.toLowerCase();
  const others = usePreferences.getState().picturesFrom.filter((one) => one !== address);
  const picturesFrom = wants ? [...others, address].slice(-MAX_SENDERS) : others;
  usePreferences.setState({ picturesFrom });
  try {
    await sendJson('PATCH', '/account/preferences', { picturesFrom });
  } catch (error) {
    noteFailure(error);
  }
}
