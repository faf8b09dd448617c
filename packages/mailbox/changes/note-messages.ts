import { packBigints, type Transaction } from '@postroom/database';
import type { AccountState } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { ENTRIES_BY_UID } from '../read/entries-by-uid.ts';

/**
 * - `removed`: the message is gone
 * - `hidden`: it is in one mailbox less, or marked \\Deleted there
 * - `shown`: it is no longer marked \\Deleted in a mailbox
 * - `added`: it is in one mailbox more, which others see too; to the owner its entry tells it
 */
export type MessageChange = 'removed' | 'hidden' | 'shown' | 'added';

/** Ids of one row: a page of changes takes a few rows, and no row is large. */
const ROW_IDS = 500;
/** Row numbers that one call may use; a step of anything is about far fewer ids than that makes room for. */
const CALL_ROWS = 100;

/** The first of the row numbers that are the caller's. @param ids that it may be about, if they are many */
export function takeRowNumbers(state: AccountState, ids = 0): number {
  const first = state.noted;
  state.noted += Math.max(CALL_ROWS, Math.ceil(ids / ROW_IDS));
  return first;
}

/**
 * SQL that notes what became of the messages in `source` (id, thread_id) of account $1, for those who ask for changes: in as few
 * rows as there can be. The others are expressions: the change's modseq, and what takeRowNumbers() has returned.
 */
export function noteMessages(kind: MessageChange, source: string, modseq: string, rowNumber: string): string {
  return `insert into message_changes (account_id, modseq, n, kind, ids, thread_ids)
    select $1, ${modseq}, ${rowNumber} + place / ${ROW_IDS}, '${kind}', array_agg(id order by id), array_agg(thread_id order by id)
    from (select id, thread_id, row_number() over (order by id) - 1 as place from ${source}) placed
    group by place / ${ROW_IDS}`;
}

/** Notes that entries were marked \\Deleted, or no longer are: JMAP does not see those that are (RFC 8621 4.1.1). */
export async function noteDeletedFlag(
  tx: Transaction,
  state: AccountState,
  mailbox: MailboxRef,
  kind: 'hidden' | 'shown',
  uids: readonly number[],
): Promise<void> {
  if (uids.length === 0) return;
  // Their threads are with the messages, for who asks: reading those here would double what STORE takes.
  const source = `(select distinct e.message_id as id, null::bigint as thread_id from ${ENTRIES_BY_UID}) flagged`;
  await tx.query({
    name: `note-${kind}`,
    text: noteMessages(kind, source, '$4::bigint', '$5::int'),
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids), state.modseq, takeRowNumbers(state)],
  });
}
