import { noteUnused } from '@postroom/blobs';
import { packBigints, type Transaction } from '@postroom/database';
import type { AccountState } from '../account/account-state.ts';
import { noteMessages, takeRowNumbers } from '../changes/note-messages.ts';

/**
 * Looks at messages that have each lost an entry, and removes those that are in no mailbox any more: subtracts them from the account's count
 * (under its lock; the caller saves the state), notes their blobs for collection, and forgets threads that became empty. Notes changes for
 * the others, too. Used space is counted by entries, not here.
 */
export async function removeOrphanedMessages(
  tx: Transaction,
  state: AccountState,
  messageIds: Float64Array,
): Promise<void> {
  if (messageIds.length === 0) return;
  // A statement's snapshot still includes the rows it deletes, so a thread is empty when as many messages are deleted as it has.
  const { rows } = await tx.query<{ count: number }>(
    `with lost as materialized (
       select m.id, m.thread_id, not exists (
         select 1 from mailbox_entries e where e.account_id = $1 and e.message_id = m.id
       ) as is_orphan
       from messages m where m.account_id = $1 and m.id = any($2::bigint[])
     ), gone as (
       delete from messages m using lost where m.account_id = $1 and m.id = lost.id and lost.is_orphan
       returning m.id, m.thread_id, m.blob_id
     ), texts as (
       delete from message_texts t using gone where t.account_id = $1 and t.message_id = gone.id
     ), candidates as (
       ${noteUnused('select distinct blob_id from gone')}
     ), emptied as (
       select thread_id from (select thread_id, count(*) as messages from gone group by thread_id) t
       where messages = (
         select count(*) from (
           select 1 from messages m where m.account_id = $1 and m.thread_id = t.thread_id limit t.messages + 1
         ) counted
       )
     ), forgotten as (
       delete from thread_keys k where k.account_id = $1 and k.thread_id = any(array(select thread_id from emptied))
     ), noted_gone as (
       ${noteMessages('removed', 'gone', '$3::bigint', '$4::int')}
     ), noted_others as (
       ${noteMessages('hidden', '(select id, thread_id from lost where not is_orphan) stays', '$3::bigint', '$5::int')}
     )
     select count(*) as count from gone`,
    [state.accountId, packBigints(messageIds), state.modseq, takeRowNumbers(state), takeRowNumbers(state)],
  );
  state.messageCount -= rows[0]?.count ?? 0;
}
