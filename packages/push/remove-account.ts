import type { Transaction } from '@postroom/database';

/** Deletes what an account has of this package. Part of account removal. */
export async function removePushData(tx: Transaction, accountId: number): Promise<void> {
  await tx.query('delete from push_subscriptions where account_id = $1', [accountId]);
}
