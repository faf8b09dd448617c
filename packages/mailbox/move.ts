import { type Transaction, transaction } from '@postroom/database';
import { type AccountState, beginChange, saveAccounts } from './account-state.ts';
import { type CopiedMessages, insertCopies, reserveUids } from './copied-entries.ts';
import { applyCounters, countEntries } from './counters.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';
import type { MailboxStore } from './store.ts';

/** RFC 6851: COPY and expunge as one step; no one ever sees both or neither. Moving within a mailbox gives new uids. */
export async function moveMessages(
  store: MailboxStore,
  accountId: number,
  fromMailboxId: number,
  toMailboxId: number,
  uids: Uint32Array,
): Promise<CopiedMessages & { modseq: number }> {
  const { moved, modseq } = await transaction(store.pool, async (tx) => {
    const state = await beginChange(tx, accountId);
    const moved = await moveEntries(tx, state, fromMailboxId, toMailboxId, uids);
    if (moved.pairs.length > 0) await saveAccounts(tx, [state]);
    return { moved, modseq: state.modseq };
  });
  if (moved.pairs.length > 0) store.announce({ accountId, modseq, mailboxIds: [fromMailboxId, toMailboxId] });
  return { ...moved, modseq };
}

/** The move itself, under the account's lock; the caller saves the state. Null moves the whole mailbox. */
export async function moveEntries(
  tx: Transaction,
  state: AccountState,
  fromMailboxId: number,
  toMailboxId: number,
  uids: Uint32Array | null,
): Promise<CopiedMessages> {
  const { rows } = await tx.query<{ uid: number; flags: number; size: number }>(
    uids
      ? `select e.uid, e.flags, e.size from ${ENTRIES_BY_UID} order by e.uid`
      : 'select uid, flags, size from mailbox_entries where account_id = $1 and mailbox_id = $2 order by uid',
    [state.accountId, fromMailboxId, ...(uids ? [Array.from(uids)] : [])],
  );
  const target = await reserveUids(tx, state.accountId, toMailboxId, rows.length);
  const pairs = rows.map((row, index) => [row.uid, target.firstUid + index] as const);
  if (pairs.length === 0) return { uidValidity: target.uidValidity, pairs };
  await insertCopies(tx, state, fromMailboxId, toMailboxId, pairs);
  await tx.query(
    `with gone as (
       delete from mailbox_entries e using unnest($3::bigint[]) as wanted (uid)
       where e.account_id = $1 and e.mailbox_id = $2 and e.uid = wanted.uid
       returning e.uid, e.message_id
     )
     insert into expunged_entries (account_id, mailbox_id, uid, message_id, modseq)
     select $1, $2, uid, message_id, $4 from gone`,
    [state.accountId, fromMailboxId, pairs.map(([source]) => source), state.modseq],
  );
  const delta = countEntries(rows);
  await applyCounters(tx, state.accountId, fromMailboxId, state.modseq, delta, -1);
  await applyCounters(tx, state.accountId, toMailboxId, state.modseq, delta, 1);
  return { uidValidity: target.uidValidity, pairs };
}
