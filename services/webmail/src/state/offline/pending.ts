import { create } from 'zustand';
import { type Invocation, type JmapClient, RequestFailed } from '../../jmap/client.ts';
import { alone } from '../locks.ts';
import { type Change, destroyable, type Sending } from './change.ts';
import { read, readKeys, remove, write } from './store.ts';
import { wentOut } from './went-out.ts';

/** The most changes that wait; after that nothing more can be changed without a connection. */
const MAX_WAITING = 1_000;

export interface Replayed {
  readonly done: number;
  /** The number of emails for which a change was refused. */
  readonly refused: number;
}

interface Pending {
  /** How many changes of the account wait for a connection, as far as this tab knows. */
  readonly count: number;
  /** How many messages wait to be sent in other windows. */
  readonly mails: number;
  /** The result of the last changes that waited. */
  readonly replayed: Replayed | null;
}

export const usePending = create<Pending>(() => ({ count: 0, mails: 0, replayed: null }));

/** The channel to other windows of the account. */
let others: BroadcastChannel | undefined;

function channelOf(accountId: string): BroadcastChannel {
  return new BroadcastChannel(`postroom.waiting.${accountId}`);
}

/** @param hear called with each new change that waits in another window; with null when some no longer wait */
export function hearOfWaiting(accountId: string, hear: (change: Change | null) => void, signal: AbortSignal): void {
  const channel = channelOf(accountId);
  others = channel;
  channel.onmessage = ({ data }: MessageEvent<Change | null>) => hear(data);
  signal.addEventListener('abort', () => {
    channel.close();
    if (others === channel) others = undefined;
  });
}

/** Tells other windows of a change. A compose window does not listen itself, so it opens a channel for one message. */
export function tellOfWaiting(accountId: string, change: Change | null): void {
  const channel = others ?? channelOf(accountId);
  channel.postMessage(change);
  if (channel !== others) channel.close();
}

/** Counts the changes that wait, also those from before the page was opened. */
export async function findPending(accountId: string): Promise<void> {
  const keys = await readKeys(accountId, 'changes').catch(() => []);
  usePending.setState({ count: keys.length });
}

/** Stores a change until there is a connection. Rejects where the browser has no storage, or too many changes wait. */
export async function putOff(accountId: string, change: Change): Promise<void> {
  if (usePending.getState().count >= MAX_WAITING) throw new Error('too many changes wait');
  await write(accountId, 'changes', change);
  tellOfWaiting(accountId, change);
  await findPending(accountId);
}

let replaying: Promise<void> | undefined;

/** Makes the waiting changes in order, in one tab at a time. Rejects with RequestFailed when the connection is lost; the rest keeps waiting. */
export async function replay(client: JmapClient): Promise<void> {
  if (usePending.getState().count === 0) return;
  replaying ??= whileNoneIsMade(client.accountId, () => replayAll(client)).finally(() => {
    replaying = undefined;
  });
  await replaying;
}

/** Does work on the waiting changes while no tab makes any of them. */
export function whileNoneIsMade<Result>(accountId: string, work: () => Promise<Result>): Promise<Result> {
  return alone(`postroom.replay.${accountId}`, work);
}

async function replayAll(client: JmapClient): Promise<void> {
  const { accountId } = client;
  let [done, refused] = [0, 0];
  // The keys are read again here: another tab may have made some of the changes.
  try {
    for (const key of await readKeys(accountId, 'changes')) {
      const change = await read<Change>(accountId, 'changes', key as string);
      if (change) refused += await make(client, change);
      await remove(accountId, 'changes', key);
      done++;
    }
  } finally {
    tellOfWaiting(accountId, null);
    // Some may be done, and new ones may have come.
    await findPending(accountId);
  }
  usePending.setState({ replayed: { done, refused } });
}

/** Makes one change. Returns for how many emails it was refused; emails that no longer exist do not count. */
async function make(client: JmapClient, change: Change): Promise<number> {
  try {
    const before = change.kind === 'send' ? await unsent(client, change) : [];
    const answers = await client.call([...before, ['Email/set', await wanted(client, change)]]);
    const refused = Object.assign(
      {},
      ...answers.flatMap((each) => [each.notCreated, each.notUpdated, each.notDestroyed]),
    );
    return Object.values(refused).filter((error) => (error as { type: string }).type !== 'notFound').length;
  } catch (error) {
    // A temporary failure of the server is tried again.
    if (!(error instanceof RequestFailed) || error.kind !== 'refused' || error.status >= 500) throw error;
    return 1;
  }
}

async function unsent(client: JmapClient, { messageId, calls }: Sending): Promise<readonly Invocation[]> {
  return messageId !== undefined && (await wentOut(client, messageId)) ? [] : calls;
}

async function wanted(client: JmapClient, change: Change): Promise<Record<string, unknown>> {
  if (change.kind !== 'destroy') return { update: change.emails };
  const [got] = await client.call([['Email/get', { ids: change.ids, properties: ['mailboxIds'] }]]);
  return destroyable(change.mailboxId, (got?.list ?? []) as { id: string; mailboxIds: Record<string, true> }[]);
}
