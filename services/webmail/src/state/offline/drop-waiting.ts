import type { Change } from './change.ts';
import { tellOfWaiting, usePending, whileNoneIsMade } from './pending.ts';
import { read, readKeys, remove } from './store.ts';

/** Removes waiting changes and returns them; those that were made meanwhile are not among them. */
export function dropWaiting(accountId: string, isIt: (change: Change) => boolean): Promise<Change[]> {
  return whileNoneIsMade(accountId, () => drop(accountId, isIt));
}

async function drop(accountId: string, isIt: (change: Change) => boolean): Promise<Change[]> {
  const dropped: Change[] = [];
  for (const key of await readKeys(accountId, 'changes')) {
    const change = await read<Change>(accountId, 'changes', key as string);
    if (!change || !isIt(change)) continue;
    await remove(accountId, 'changes', key);
    dropped.push(change);
  }
  if (dropped.length > 0) tellOfWaiting(accountId, null);
  usePending.setState(({ count }) => ({ count: Math.max(0, count - dropped.length) }));
  return dropped;
}
