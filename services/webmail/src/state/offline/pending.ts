import { create } from 'zustand';
import { type Invocation, type JmapClient, RequestFailed } from '../../jmap/client.ts';
import { alone } from '../locks.ts';
import { type Change, destroyable, type Sending } from './change.ts';
import { read, readKeys, remove, write } from './store.ts';
import { wentOut } from './went-out.ts';

/** Changes that wait at most; then nothing more is done without a connection. */
const MAX_WAITING = 1_000;

export interface Replayed {
  readonly done: number;
  /** Emails of which a change was refused. */
  readonly refused: number;
}

interface Pending {
  /** How many changes of the account wait for a connection, as far as this tab knows. */
  readonly count: number;
  /** Mails that wait to be sent in other windows. */
  readonly mails: number;
  /** What became of those that waited last. */
  readonly replayed: Replayed | null;
}

export const usePending = create<Pending>(() => ({ count: 0, mails: 0, replayed: null }));

/** To other windows of an account. */
let others: BroadcastChannel | undefined;

function channelOf(accountId: string): BroadcastChannel {
  return new BroadcastChannel(`postroom.waiting.${accountId}`);
}

/** @param hear gets each change that waits from now on in another window; null: some wait no more */
export function hearOfWaiting(accountId: string, hear: (change: Change | null) => void, signal: AbortSignal): void {
  const channel = channelOf(accountId);
  others = channel;
  channel.onmessage = ({ data }: MessageEvent<Change | null>) => hear(data);
  signal.addEventListener('abort', () => {
    channel.close();
    if (others === channel) others = undefined;
  });
}

/** Other windows hear of it. One in which one only writes hears nothing itself. */
export function tellOfWaiting(accountId: string, change: Change | null): void {
  const channel = others ?? channelOf(accountId);
  channel.postMessage(change);
  if (channel !== others) channel.close();
}

/** Finds what waits, from before the page was opened too. */
export async function findPending(accountId: string): Promise<void> {
  const keys = await readKeys(accountId, 'changes').catch(() => []);
  usePending.setState({ count: keys.length });
}

/** Keeps a change for when there is a connection. Rejects where the browser keeps nothing, or too much waits. */
export async function putOff(accountId: string, change: Change): Promise<void> {
  if (usePending.getState().count >= MAX_WAITING) throw new Error('too many changes wait');
  await write(accountId, 'changes', change);
  tellOfWaiting(accountId, change);
  await findPending(accountId);
}

let replaying: Promise<void> | undefined;

/** Makes the changes that wait, in their order; one tab at a time. Rejects with RequestFailed when the line is gone again, and the rest waits on. */
export async function replay(client: JmapClient): Promise<void> {
  if (usePending.getState().count === 0) return;
  replaying ??= whileNoneIsMade(client.accountId, () => replayAll(client)).finally(() => {
    replaying = undefined;
  });
  await replaying;
}

/** Does something with the changes that wait while no tab makes one of them. */
export function whileNoneIsMade<Result>(accountId: string, work: () => Promise<Result>): Promise<Result> {
  return alone(`postroom.replay.${accountId}`, work);
}

async function replayAll(client: JmapClient): Promise<void> {
  const { accountId } = client;
  let [done, refused] = [0, 0];
  // Another tab may have made them.
  try {
    for (const key of await readKeys(accountId, 'changes')) {
      const change = await read<Change>(accountId, 'changes', key as string);
      if (change) refused += await make(client, change);
      await remove(accountId, 'changes', key);
      done++;
    }
  } finally {
    tellOfWaiting(accountId, null);
    // Some were made, perhaps, and others have come meanwhile.
    await findPending(accountId);
  }
  usePending.setState({ replayed: { done, refused } });
}

/** Returns of how many emails it was refused. What is gone by now is no fault. */
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
    // A server that cannot just now is asked again.
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
