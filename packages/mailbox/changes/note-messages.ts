import { packBigints, type Transaction } from '@postroom/database';
import type { AccountState } from '../account/account-state.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { ENTRIES_BY_UID } from '../read/entries-by-uid.ts';

/**
 * - `removed`: the message is gone
 * - `hidden`: it is in one mailbox less, or marked \\Deleted there
 * - `shown`: it is no longer marked \\Deleted in a mailbox
 * - `added`: it is in one mailbox more that is shared; the owner learns that from its entry
 */
export type MessageChange = 'removed' | 'hidden' | 'shown' | 'added';

/** How many ids a row holds: a page of changes takes a few rows, and no row is large. */
const ROW_IDS = 500;
/** How many row numbers one call gets; a step mostly has far fewer ids than fit into them. */
const CALL_ROWS = 100;

/** Takes row numbers for the caller and returns the first. @param ids how many ids it may note, if they are many */
export function takeRowNumbers(state: AccountState, ids = 0): number {
  const first = state.noted;
  state.noted += Math.max(CALL_ROWS, Math.ceil(ids / ROW_IDS));
  return first;
}

/**
 * SQL that notes changes of the messages in `source` (id, thread_id) of account $1, for clients that ask for changes, in as few rows as
 * possible. `modseq` and `rowNumber` are SQL: the modseq of the change, and the result of takeRowNumbers().
 */
export function noteMessages(kind: MessageChange, source: string, modseq: string, rowNumber: string): string {
  return `insert into message_changes (account_id, modseq, n, kind, ids, thread_ids)
    select $1, ${modseq}, ${rowNumber} + place / ${ROW_IDS}, '${kind}', array_agg(id order by id), array_agg(thread_id order by id)
    from (select id, thread_id, row_number() over (order by id) - 1 as place from ${source}) placed
    group by place / ${ROW_IDS}`;
}

/** Notes that entries were marked \\Deleted, or are no longer: JMAP does not see such entries (RFC 8621 4.1.1). */
export async function noteDeletedFlag(
  tx: Transaction,
  state: AccountState,
  mailbox: MailboxRef,
  kind: 'hidden' | 'shown',
  uids: readonly number[],
): Promise<void> {
  if (uids.length === 0) return;
  // Threads are left out: reading them here would double the work of STORE, and whoever asks for changes finds them in the messages.
  const source = `(select distinct e.message_id as id, null::bigint as thread_id from ${ENTRIES_BY_UID}) flagged`;
  await tx.query({
    name: `note-${kind}`,
    text: noteMessages(kind, source, '$4::bigint', '$5::int'),
    values: [mailbox.accountId, mailbox.mailboxId, packBigints(uids), state.modseq, takeRowNumbers(state)],
  });
}
