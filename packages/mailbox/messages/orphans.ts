import { packBigints, type Transaction } from '@postroom/database';
import type { AccountState } from '../account/account-state.ts';

/**
 * Of these messages, removes those that are in no mailbox any more, counts them out of the account (under its lock; the
 * caller saves the state) and names their blobs for collection. The space was that of their entries.
 */
export async function removeOrphanedMessages(
  tx: Transaction,
  state: AccountState,
  messageIds: Float64Array,
): Promise<void> {
  if (messageIds.length === 0) return;
  const { rows } = await tx.query<{ count: number }>(
    `with gone as (
       delete from messages m
       where m.account_id = $1 and m.id = any($2::bigint[])
         and not exists (select 1 from mailbox_entries e where e.account_id = $1 and e.message_id = m.id)
       returning blob_id
     ), noted as (
       insert into blob_candidates (blob_id) select distinct blob_id from gone on conflict do nothing
     )
     select count(*) as count from gone`,
    [state.accountId, packBigints(messageIds)],
  );
  state.messageCount -= rows[0]?.count ?? 0;
}
