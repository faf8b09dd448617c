import { transaction } from '@postroom/database';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import { applyCounters } from '../mailboxes/counters.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { removeOrphanedMessages } from '../messages/orphans.ts';
import type { MailboxStore } from '../store.ts';
import { type Doomed, REMOVED_AT_ONCE, removeEntries } from './removed-entries.ts';

export interface ExpungeRequest {
  /** Only these uids (UID EXPUNGE, RFC 4315 2.1); null means the whole mailbox. */
  uids: Uint32Array | null;
  /** Whether only entries marked \Deleted are removed, as in IMAP; POP3 and JMAP do not need the mark. */
  onlyDeleted: boolean;
}

/**
 * Removes entries for good and returns their uids (RFC 9051 6.4.3). Very many are removed in steps with a transaction each, so that
 * others can work and mail can be filed in between.
 */
export async function expunge(
  store: MailboxStore,
  mailbox: MailboxRef,
  { uids, onlyDeleted }: ExpungeRequest,
): Promise<Uint32Array> {
  requireRights(mailbox, 'e');
  const gone: Uint32Array[] = [];
  let after = 0;
  for (let at = 0, isOver = false; !isOver; at += REMOVED_AT_ONCE) {
    const some = uids?.subarray(at, at + REMOVED_AT_ONCE) ?? null;
    const removed = await expungeStep(store, mailbox, { uids: some, after, onlyDeleted });
    gone.push(removed);
    if (!uids) after = removed.at(-1) ?? 0;
    isOver = uids ? at + REMOVED_AT_ONCE >= uids.length : removed.length < REMOVED_AT_ONCE;
  }
  return joined(gone);
}

async function expungeStep(store: MailboxStore, mailbox: MailboxRef, doomed: Doomed): Promise<Uint32Array> {
  const { accountId, mailboxId } = mailbox;
  const { uids, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const state = await beginChange(tx, accountId);
    const removed = await removeEntries(tx, mailbox, doomed, state.modseq);
    if (removed.uids.length > 0) {
      state.usedBytes -= removed.counts.bytes;
      await Promise.all([
        applyCounters(tx, mailbox, state.modseq, removed.counts, -1),
        removeOrphanedMessages(tx, state, removed.messageIds),
      ]);
      atCommit(saveAccounts(tx, [state]));
    }
    return { uids: removed.uids, modseq: state.modseq };
  });
  if (uids.length > 0) store.announce({ accountId, modseq, mailboxIds: [mailboxId] });
  return uids;
}

function joined(pieces: readonly Uint32Array[]): Uint32Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const whole = new Uint32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
