import type { Transaction } from '@postroom/database';

const TABLES = [
  ...['identities', 'email_submissions', 'vacation_responses', 'vacation_replies', 'removed_sending'],
  'share_notifications',
  'sending_state',
];

/** Deletes everything that this package stores of an account. Part of account removal. */
export async function removeSendingData(tx: Transaction, accountId: number): Promise<void> {
  for (const table of TABLES) await tx.query(`delete from ${table} where account_id = $1`, [accountId]);
}
