import { transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import { beginChange, saveAccounts } from './account-state.ts';
import { applyCounters, countEntries } from './counters.ts';
import { removeOrphanedMessages } from './orphans.ts';
import type { MailboxStore } from './store.ts';

export interface ExpungeRequest {
  /** Only these (UID EXPUNGE, RFC 4315 2.1); null: the whole mailbox. */
  uids: Uint32Array | null;
  /** Whether \Deleted is asked for, as IMAP wants, or not, as POP3 and JMAP do. */
  onlyDeleted: boolean;
}

/** RFC 9051 6.4.3: removes entries for good and answers their uids, ascending, and the modseq of their going. */
export async function expunge(
  store: MailboxStore,
  accountId: number,
  mailboxId: number,
  request: ExpungeRequest,
): Promise<{ uids: number[]; modseq: number }> {
  const { uids, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const state = await beginChange(tx, accountId);
    const { rows } = await tx.query<{ uid: number; message_id: number; flags: number; size: number }>(
      `with gone as (
         delete from mailbox_entries e ${request.uids ? 'using unnest($3::bigint[]) as wanted (uid)' : ''}
         where e.account_id = $1 and e.mailbox_id = $2 and ${request.uids ? 'e.uid = wanted.uid' : '$3::bigint[] is null'}
           and (not $4 or e.flags & ${Flag.Deleted} <> 0)
         returning e.uid, e.message_id, e.flags, e.size
       ), noted as (
         insert into expunged_entries (account_id, mailbox_id, uid, message_id, modseq)
         select $1, $2, uid, message_id, $5 from gone
       )
       select uid, message_id, flags, size from gone`,
      [accountId, mailboxId, request.uids && Array.from(request.uids), request.onlyDeleted, state.modseq],
    );
    if (rows.length > 0) {
      const counts = countEntries(rows);
      state.usedBytes -= counts.bytes;
      await Promise.all([
        applyCounters(tx, accountId, mailboxId, state.modseq, counts, -1),
        removeOrphanedMessages(
          tx,
          state,
          rows.map((row) => row.message_id),
        ),
      ]);
      atCommit(saveAccounts(tx, [state]));
    }
    return { uids: rows.map((row) => row.uid).sort((a, b) => a - b), modseq: state.modseq };
  });
  if (uids.length > 0) store.announce({ accountId, modseq, mailboxIds: [mailboxId] });
  return { uids, modseq };
}
