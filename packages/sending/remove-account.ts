import type { Transaction } from '@postroom/database';

const TABLES = [
  ...['identities', 'email_submissions', 'vacation_responses', 'vacation_replies', 'removed_sending'],
  'share_notifications',
  'sending_state',
];

/** Deletes what an account has of this package. Part of account removal. */
export async function removeSendingData(tx: Transaction, accountId: number): Promise<void> {
  for (const table of TABLES) await tx.query(`delete from ${table} where account_id = $1`, [accountId]);
}
