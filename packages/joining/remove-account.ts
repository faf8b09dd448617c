import type { Transaction } from '@postroom/database';
import { delegatesOf, deleteAccount, findAccount } from '@postroom/directory';
import { endedShares, removeAccountData } from '@postroom/mailbox';
import { removePushData } from '@postroom/push';
import { noteGrants, removeSendingData } from '@postroom/sending';
import { dropQuarantineOf } from '@postroom/transit';
import { settleDelegates } from './delegate.ts';

export interface RemovedAccount {
  readonly accountId: number;
  /** The accounts with which it shared mailboxes, members of groups included. */
  readonly others: readonly number[];
}

/**
 * Removes an account with all its data, and notes for those with whom it shared that this has ended. Its sessions end: announce it and the
 * others after the commit. Throws not-found.
 * @param reservedDays how long nobody can get its address by joining
 */
export async function removeAccount(tx: Transaction, address: string, reservedDays: number): Promise<RemovedAccount> {
  const delegates = await delegatesOf(tx, address);
  const { address: email, displayName } = await findAccount(tx, address);
  const accountId = await deleteAccount(tx, address, reservedDays);
  // Before its mailboxes are locked: filing locks in the same order.
  await dropQuarantineOf(tx, accountId);
  await removeSendingData(tx, accountId);
  await removePushData(tx, accountId);
  const ended = await endedShares(tx, accountId);
  await removeAccountData(tx, accountId);
  await noteGrants(tx, { accountId, name: displayName || email, email }, ended);
  await settleDelegates(
    tx,
    delegates.filter((id) => id !== accountId),
  );
  return { accountId, others: [...new Set(ended.map(({ granteeId }) => granteeId))] };
}
