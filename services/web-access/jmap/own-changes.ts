import { requireState } from '@postroom/jmap';
import { changesState, type MailView } from '@postroom/mailbox';
import { sendingState } from '@postroom/sending';
import type { Context } from './context.ts';

export interface States {
  readonly oldState: string;
  readonly newState: string;
}

/**
 * Does what a /set asks, and returns the states before and after. When somebody else has changed the account meanwhile, the state after
 * is the one before: from there a client hears of their changes, and once more of its own (RFC 8620 5.3). Throws stateMismatch.
 * @param change may return what is seen of the account then, if that is something else
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
      // Others are told, too, of what is shared with them.
      if (change.accountId === view.accountId && change.modseq > 0) own.add(change.modseq);
      store.announce(change);
    },
  };
  const after = await change({ ...context, services: { ...services, store: noting } });
  const now = await changesState(store.pool, after ?? view);
  return { oldState, newState: modseqOf(now) === modseqOf(oldState) + own.size ? now : oldState };
}

/** Where the database went away behind what was done: a client that asks for the changes since then reads everything. */
const UNKNOWN_STATE = 'unknown';

/** The same of what `packages/sending` keeps: who else is logged in hears of it. Throws stateMismatch. */
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

/** Every change of an account takes the next modseq. */
function modseqOf(state: string): number {
  return Number(state.split('.', 1)[0]);
}
