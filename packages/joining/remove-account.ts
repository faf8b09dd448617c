import type { Transaction } from '@postroom/database';
import { delegatesOf, deleteAccount } from '@postroom/directory';
import { removeAccountData } from '@postroom/mailbox';
import { removePushData } from '@postroom/push';
import { removeSendingData } from '@postroom/sending';
import { dropQuarantineOf } from '@postroom/transit';
import { settleDelegates } from './delegate.ts';

/**
 * Removes an account with all that it has. Returns its id: sessions end, announce it after the commit. Throws not-found.
 * @param reservedDays for how long nobody gets its address by joining
 */
export async function removeAccount(tx: Transaction, address: string, reservedDays: number): Promise<number> {
  const delegates = await delegatesOf(tx, address);
  const accountId = await deleteAccount(tx, address, reservedDays);
  // Before its mailboxes are locked, as where mail is filed.
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
