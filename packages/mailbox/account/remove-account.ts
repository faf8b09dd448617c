import { noteUnused } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import { lockIndex } from '../search/text-index/segment-rows.ts';

const BATCH = 5_000;

/** Tables that are emptied by one statement each; the counters come last. */
const OTHERS = [
  'expunged_entries',
  'message_changes',
  'removed_mailboxes',
  'search_segments',
  'search_backlog',
  'subscriptions',
  'snoozes',
  'filter_states',
  'filter_lessons',
  'filter_tokens',
  'mailbox_shares',
  'mailboxes',
  'account_state',
];

/**
 * Deletes everything that this package stores of an account: entries, messages, mailboxes, subscriptions, tombstones, counters. Its blobs
 * are noted for collection. Part of account removal. No rows are sent to this process, and each statement is small enough for its time
 * limit, however large the account is.
 */
export async function removeAccountData(tx: Transaction, accountId: number): Promise<void> {
  // Waits for transactions that are filing into the account; later ones find it gone.
  const { rows } = await tx.query<{ next_id: number }>(
    'select next_id from account_state where account_id = $1 for update',
    [accountId],
  );
  await lockIndex(tx, accountId);
  // Messages come last: from then on, others who note one of their blobs for collection wait for this transaction.
  for (const statement of [DELETE_ENTRIES, DELETE_THREAD_KEYS, DELETE_TEXTS, DELETE_POSTINGS, DELETE_MESSAGES]) {
    for (let from = 0; from < (rows[0]?.next_id ?? 0); from += BATCH) {
      await tx.query(statement, [accountId, from, from + BATCH]);
    }
  }
  for (const table of OTHERS) {
    await tx.query(`delete from ${table} where account_id = $1`, [accountId]);
  }
  await tx.query('delete from mailbox_shares where grantee_id = $1', [accountId]);
}

const DELETE_ENTRIES = 'delete from mailbox_entries where account_id = $1 and message_id >= $2 and message_id < $3';

// The id of a thread is the id of a message.
const DELETE_THREAD_KEYS = 'delete from thread_keys where account_id = $1 and thread_id >= $2 and thread_id < $3';

const DELETE_TEXTS = 'delete from message_texts where account_id = $1 and message_id >= $2 and message_id < $3';

const DELETE_POSTINGS = 'delete from search_postings where account_id = $1 and segment_id >= $2 and segment_id < $3';

const DELETE_MESSAGES = `
  with gone as (
    delete from messages where account_id = $1 and id >= $2 and id < $3 returning blob_id
  )
  ${noteUnused('select distinct blob_id from gone order by blob_id')}`;
