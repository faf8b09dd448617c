import type { Transaction } from '@postroom/database';
import { MAX_IDENTITIES } from './identities.ts';
import { removeRow } from './remove-row.ts';
import { beginSendings } from './state.ts';

/**
 * Gives an account an identity for each delegated address that it may write as, and removes those of addresses that are no longer
 * delegated. Existing ones keep what their owner changed. Returns whether anything changed; false when the account is gone.
 * @param read returns the addresses; called under the lock of the account's counters
 */
export async function settleDelegatedIdentities(
  tx: Transaction,
  accountId: number,
  read: () => Promise<readonly { readonly address: string; readonly name: string }[]>,
): Promise<boolean> {
  const [change] = await beginSendings(tx, [accountId]);
  if (!change) return false;
  const addresses = await read();
  const { rows: there } = await tx.query<{ id: number; email: string; delegated: boolean }>(
    'select id, lower(email) as email, delegated from identities where account_id = $1',
    [accountId],
  );
  const wanted = new Set(addresses.map(({ address }) => address));
  const gone = there.filter(({ delegated, email }) => delegated && !wanted.has(email));
  const known = new Set(there.map(({ email }) => email));
  const room = Math.max(0, MAX_IDENTITIES - (there.length - gone.length));
  const missing = addresses.filter(({ address }) => !known.has(address)).slice(0, room);
  if (gone.length === 0 && missing.length === 0) return false;
  for (const { id } of gone) await removeRow(tx, change, 'identity', id);
  for (const { address, name } of missing) {
    await tx.query(
      `insert into identities (account_id, id, modseq, created_modseq, name, email, text_signature, html_signature, delegated)
       values ($1, $2, $3, $3, $4, $5, '', '', true)`,
      [accountId, change.id(), change.modseq(), name, address],
    );
  }
  await change.save();
  return true;
}
