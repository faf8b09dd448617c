import type { Transaction } from '@postroom/database';

/** Deletes an account's data of this package. Part of account removal. */
export async function removePushData(tx: Transaction, accountId: number): Promise<void> {
  await tx.query('delete from push_subscriptions where account_id = $1', [accountId]);
}
