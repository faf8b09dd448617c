import type { Transaction } from '@postroom/database';
import { beginSending, type SendingChange } from './state.ts';

const TABLES = {
  identity: 'identities',
  submission: 'email_submissions',
  notification: 'share_notifications',
} as const;
type Kind = keyof typeof TABLES;

/**
 * Removes an object and notes that it is gone, for clients that ask for changes (RFC 8620 5.2). Returns whether it existed.
 * @param only SQL: a further condition on the row
 */
export async function removeRow(
  tx: Transaction,
  change: SendingChange,
  kind: Kind,
  id: number,
  only = 'true',
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `with gone as (delete from ${TABLES[kind]} where account_id = $1 and id = $2 and ${only} returning id)
     insert into removed_sending (account_id, modseq, kind, id) select $1, $3, '${kind}', id from gone`,
    [change.accountId, id, change.modseq()],
  );
  return rowCount === 1;
}

/** Does the same as the only change of a transaction to the account's sending data. */
export async function destroyRow(
  tx: Transaction,
  accountId: number,
  kind: Kind,
  id: number,
  only?: string,
): Promise<boolean> {
  const change = await beginSending(tx, accountId);
  const isThere = await removeRow(tx, change, kind, id, only);
  await change.save();
  return isThere;
}
