import { packBigints, type Transaction, transaction } from '@postroom/database';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { applyCounters } from '../mailboxes/counters.ts';
import { type MailboxRef, requireOneAccount } from '../mailboxes/mailbox-ref.ts';
import { isAllSettable, requireRights, settable } from '../mailboxes/rights.ts';
import { isOneOf } from '../read/entries-by-uid.ts';
import type { MailboxStore } from '../store.ts';
import {
  type CopiedMessages,
  type EntriesToCopy,
  entriesToCopy,
  insertCopies,
  reserveUids,
  respell,
  uidsFrom,
} from './copied-entries.ts';
import { type CopyOptions, requireAll } from './copy.ts';

/**
 * MOVE (RFC 6851): COPY and expunge as one step, so nobody ever sees a message in both places or in none. Moving within a mailbox gives new
 * uids. It takes no space, so it works in an account that is full.
 */
export async function moveMessages(
  store: MailboxStore,
  from: MailboxRef,
  to: MailboxRef,
  uids: Uint32Array,
  options: CopyOptions = { all: false },
): Promise<CopiedMessages & { modseq: number }> {
  requireOneAccount(from, to);
  // RFC 6851 4.4: the rights for COPY, for setting \Deleted and for EXPUNGE.
  requireRights(from, 'rte');
  requireRights(to, 'i');
  const { accountId } = to;
  const { moved, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, entries] = await Promise.all([beginChange(tx, accountId), entriesToCopy(tx, from, uids)]);
    requireAll(entries.uids, uids, options);
    const moved = await moveEntries(tx, state, from, to, entries);
    if (moved.copies.length > 0) atCommit(saveAccounts(tx, [state]));
    return { moved, modseq: state.modseq };
  });
  if (moved.copies.length > 0) store.announce({ accountId, modseq, mailboxIds: [from.mailboxId, to.mailboxId] });
  return { ...moved, modseq };
}

/** Moves entries under the account's lock; the caller saves the state. */
export async function moveEntries(
  tx: Transaction,
  state: AccountState,
  from: MailboxRef,
  to: MailboxRef,
  entries: EntriesToCopy,
): Promise<CopiedMessages> {
  const target = await reserveUids(tx, to, entries.uids.length);
  const { uidValidity } = target;
  const sources = entries.uids;
  if (sources.length === 0) return { uidValidity, sources, copies: sources };
  const has = settable(to);
  const copies = isAllSettable(has) ? entries : await entriesToCopy(tx, from, sources, has);
  const respelled = await respell(tx, to, copies);
  const copied = insertCopies(tx, state, from, to, copies, target.firstUid, respelled);
  const gone = tx.query(
    `with gone as (
       delete from mailbox_entries e
       where e.account_id = $1 and e.mailbox_id = $2 and ${isOneOf(sources, '$3').condition}
       returning e.uid, e.message_id
     )
     insert into expunged_entries (account_id, mailbox_id, uid, message_id, modseq)
     select $1, $2, uid, message_id, $4 from gone`,
    [from.accountId, from.mailboxId, packBigints(sources), state.modseq],
  );
  await Promise.all([
    copied,
    gone,
    applyCounters(tx, from, state.modseq, entries.counts, -1),
    applyCounters(tx, to, state.modseq, copies.counts, 1),
  ]);
  return { uidValidity, sources, copies: uidsFrom(target.firstUid, sources.length) };
}
