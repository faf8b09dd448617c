import { transaction } from '@postroom/database';
import { beginChange, saveAccounts } from './account-state.ts';
import { type CopiedMessages, entriesToCopy, insertCopies, reserveUids } from './copied-entries.ts';
import { applyCounters, countEntries } from './counters.ts';
import type { MailboxStore } from './store.ts';

/**
 * RFC 9051 6.4.7 COPY: new entries for the same messages, with their flags, keywords and internal dates, all or none.
 * `pairs` are source and new uids in order; uids that are gone are left out. Takes no space of the quota: the bytes
 * are stored once.
 */
export async function copyMessages(
  store: MailboxStore,
  accountId: number,
  fromMailboxId: number,
  toMailboxId: number,
  uids: Uint32Array,
): Promise<CopiedMessages> {
  const { copied, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, rows] = await Promise.all([
      beginChange(tx, accountId),
      entriesToCopy(tx, accountId, fromMailboxId, uids),
    ]);
    const target = await reserveUids(tx, accountId, toMailboxId, rows.length);
    const pairs = rows.map((row, index) => [row.uid, target.firstUid + index] as const);
    if (pairs.length > 0) {
      atCommit(
        insertCopies(tx, state, fromMailboxId, toMailboxId, pairs),
        applyCounters(tx, accountId, toMailboxId, state.modseq, countEntries(rows), 1),
        saveAccounts(tx, [state]),
      );
    }
    return { copied: { uidValidity: target.uidValidity, pairs }, modseq: state.modseq };
  });
  if (copied.pairs.length > 0) store.announce({ accountId, modseq, mailboxIds: [toMailboxId] });
  return copied;
}
