import type { Transaction } from '@postroom/database';
import { delegatesOf, deleteAccount } from '@postroom/directory';
import { removeAccountData } from '@postroom/mailbox';
import { removePushData } from '@postroom/push';
import { removeSendingData } from '@postroom/sending';
import { dropQuarantineOf } from '@postroom/transit';
import { settleDelegates } from './delegate.ts';

/**
 * Removes an account with all its data. Returns its id. Its sessions end: announce it after the commit. Throws not-found.
 * @param reservedDays how long nobody can get its address by joining
 */
export async function removeAccount(tx: Transaction, address: string, reservedDays: number): Promise<number> {
  const delegates = await delegatesOf(tx, address);
  const accountId = await deleteAccount(tx, address, reservedDays);
  // Before its mailboxes are locked: filing locks in the same order.
  await dropQuarantineOf(tx, accountId);
  await removeSendingData(tx, accountId);
  await removePushData(tx, accountId);
  await removeAccountData(tx, accountId);
  await settleDelegates(
    tx,
    delegates.filter((id) => id !== accountId),
  );
  return accountId;
}
