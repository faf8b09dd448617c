import { requireState } from '@postroom/jmap';
import { changesState, type MailView } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';
import type { Context } from './context.ts';

export interface States {
  readonly oldState: string;
  readonly newState: string;
}

/**
 * Carries out a /set and returns the states before and after. When somebody else changed the account in the meantime, both are the state
 * before: from there the client learns of those changes, and again of its own (RFC 8620 5.3). Throws stateMismatch.
 * @param change may return the view of the account after the change, if it differs from `view`
 */
export async function changing(
  context: Context,
  view: MailView,
  ifInState: string | null,
  change: (context: Context) => Promise<MailView> | Promise<void>,
): Promise<States> {
  const { services } = context;
  const { store } = services;
  const oldState = await changesState(store.pool, view);
  requireState(ifInState, oldState);
  const own = new Set<number>();
  const noting = {
    ...store,
    announce(change: Parameters<typeof store.announce>[0]): void {
      // Announcements to the accounts with which this mail is shared are not counted.
      if (change.accountId === view.accountId && change.modseq > 0) own.add(change.modseq);
      store.announce(change);
    },
  };
  const after = await change({ ...context, services: { ...services, store: noting } });
  const now = await changesState(store.pool, after ?? view);
  return { oldState, newState: modseqOf(now) === modseqOf(oldState) + own.size ? now : oldState };
}

/** The state when the database cannot be read after a change: a client that asks for changes since then has to read everything. */
const UNKNOWN_STATE = 'unknown';

/** Does the same for data that `packages/sending` keeps, and announces a change to the account's other sessions. Throws stateMismatch. */
export async function changingSending(
  { services: { store } }: Context,
  account: number,
  ifInState: string | null,
  change: () => Promise<void>,
): Promise<States> {
  const oldState = await sendingState(store.pool, account);
  requireState(ifInState, oldState);
  await change();
  const newState = await sendingState(store.pool, account).catch(() => UNKNOWN_STATE);
  if (newState !== oldState) store.announce({ accountId: account, modseq: 0, mailboxIds: [] });
  return { oldState, newState };
}

/** Returns the modseq in a state; every change of an account takes the next one. */
function modseqOf(state: string): number {
  return Number(state.split('.', 1)[0]);
}
