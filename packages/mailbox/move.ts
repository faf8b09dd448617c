import { type Transaction, transaction } from '@postroom/database';
import { type AccountState, beginChange, saveAccounts } from './account-state.ts';
import { type CopiedMessages, type EntryToCopy, entriesToCopy, insertCopies, reserveUids } from './copied-entries.ts';
import { applyCounters, countEntries } from './counters.ts';
import type { MailboxStore } from './store.ts';

/** RFC 6851: COPY and expunge as one step; no one ever sees both or neither. Moving within a mailbox gives new uids. */
export async function moveMessages(
  store: MailboxStore,
  accountId: number,
  fromMailboxId: number,
  toMailboxId: number,
  uids: Uint32Array,
): Promise<CopiedMessages & { modseq: number }> {
  const { moved, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, entries] = await Promise.all([
      beginChange(tx, accountId),
      entriesToCopy(tx, accountId, fromMailboxId, uids),
    ]);
    const moved = await moveEntries(tx, state, fromMailboxId, toMailboxId, entries);
    if (moved.pairs.length > 0) atCommit(saveAccounts(tx, [state]));
    return { moved, modseq: state.modseq };
  });
  if (moved.pairs.length > 0) store.announce({ accountId, modseq, mailboxIds: [fromMailboxId, toMailboxId] });
  return { ...moved, modseq };
}

/** The move itself, under the account's lock; the caller saves the state. */
export async function moveEntries(
  tx: Transaction,
  state: AccountState,
  fromMailboxId: number,
  toMailboxId: number,
  entries: readonly EntryToCopy[],
): Promise<CopiedMessages> {
  const target = await reserveUids(tx, state.accountId, toMailboxId, entries.length);
  const pairs = entries.map(({ uid }, index) => [uid, target.firstUid + index] as const);
  if (pairs.length === 0) return { uidValidity: target.uidValidity, pairs };
  const copied = insertCopies(tx, state, fromMailboxId, toMailboxId, pairs);
  const gone = tx.query(
    `with gone as (
       delete from mailbox_entries e using unnest($3::bigint[]) as wanted (uid)
       where e.account_id = $1 and e.mailbox_id = $2 and e.uid = wanted.uid
       returning e.uid, e.message_id
     )
     insert into expunged_entries (account_id, mailbox_id, uid, message_id, modseq)
     select $1, $2, uid, message_id, $4 from gone`,
    [state.accountId, fromMailboxId, pairs.map(([source]) => source), state.modseq],
  );
  const delta = countEntries(entries);
  await Promise.all([
    copied,
    gone,
    applyCounters(tx, state.accountId, fromMailboxId, state.modseq, delta, -1),
    applyCounters(tx, state.accountId, toMailboxId, state.modseq, delta, 1),
  ]);
  return { uidValidity: target.uidValidity, pairs };
}
