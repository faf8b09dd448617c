import type { Transaction } from '@postroom/database';
import { deleteAccount } from '@postroom/directory';
import { removeAccountData } from '@postroom/mailbox';
import { removePushData } from '@postroom/push';
import { removeSendingData } from '@postroom/sending';
import { dropQuarantineOf } from '@postroom/transit';

/**
 * Removes an account with all that it has. Returns its id: sessions end, announce it after the commit. Throws not-found.
 * @param reservedDays for how long nobody gets its address by joining
 */
export async function removeAccount(tx: Transaction, address: string, reservedDays: number): Promise<number> {
  const accountId = await deleteAccount(tx, address, reservedDays);
  // Before its mailboxes are locked, as where mail is filed.
  await dropQuarantineOf(tx, accountId);
  await removeSendingData(tx, accountId);
  await removePushData(tx, accountId);
  await removeAccountData(tx, accountId);
  return accountId;
}
