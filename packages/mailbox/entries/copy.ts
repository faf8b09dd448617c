import { type Transaction, transaction } from '@postroom/database';
import { MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { applyCounters } from '../mailboxes/counters.ts';
import { type MailboxRef, requireOneAccount } from '../mailboxes/mailbox-ref.ts';
import { requireRights, settable } from '../mailboxes/rights.ts';
import { DEFAULT_MAX_MESSAGES, type MailboxStore } from '../store.ts';
import { type CopiedMessages, entriesToCopy, insertCopies, reserveUids, respell, uidsFrom } from './copied-entries.ts';

export interface CopyOptions {
  /** If true, missing uids are an error (not-found) and nothing is copied; otherwise they are left out. */
  readonly all: boolean;
}

/**
 * COPY (RFC 9051 6.4.7): makes new entries for the same messages, with their flags, keywords and internal dates, all or none. Each
 * copy counts with its full size in the quota, though the octets are stored once. Throws over-quota, limit-reached, mailbox-not-found,
 * not-found, cannot.
 */
export async function copyMessages(
  store: MailboxStore,
  from: MailboxRef,
  to: MailboxRef,
  uids: Uint32Array,
  options: CopyOptions = { all: false },
): Promise<CopiedMessages> {
  requireOneAccount(from, to);
  requireRights(from, 'r');
  requireRights(to, 'i');
  const { accountId } = to;
  const { copied, modseq } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, entries, used] = await Promise.all([
      beginChange(tx, accountId),
      entriesToCopy(tx, from, uids, settable(to)),
      usedBy(tx, accountId),
    ]);
    requireAll(entries.uids, uids, options);
    const target = await reserveUids(tx, to, entries.uids.length);
    state.usedBytes = used.bytes + entries.counts.bytes;
    requireSpace(state, target.specialUse);
    requireFew(used.messages + entries.counts.messages, store.maxMessages ?? DEFAULT_MAX_MESSAGES);
    const copies = uidsFrom(target.firstUid, entries.uids.length);
    if (copies.length > 0) {
      const respelled = await respell(tx, to, entries);
      atCommit(
        insertCopies(tx, state, from, to, entries, target.firstUid, respelled),
        applyCounters(tx, to, state.modseq, entries.counts, 1),
        saveAccounts(tx, [state]),
      );
    }
    return { copied: { uidValidity: target.uidValidity, sources: entries.uids, copies }, modseq: state.modseq };
  });
  if (copied.copies.length > 0) store.announce({ accountId, modseq, mailboxIds: [to.mailboxId] });
  return copied;
}

export function requireAll(found: Uint32Array, wanted: Uint32Array, options: CopyOptions): void {
  if (options.all && found.length < wanted.length) throw new MailError('not-found', 'Some messages are gone');
}

/** Returns the account's entries and the space they take, summed up again; this corrects the account's own figure if it is ever wrong. */
async function usedBy(tx: Transaction, accountId: number): Promise<{ messages: number; bytes: number }> {
  const { rows } = await tx.query<{ messages: number; bytes: number }>(
    `select coalesce(sum(message_count), 0)::bigint as messages, coalesce(sum(size_bytes), 0)::bigint as bytes
     from mailboxes where account_id = $1`,
    [accountId],
  );
  return rows[0] ?? { messages: 0, bytes: 0 };
}

export function requireFew(messages: number, most: number): void {
  if (messages > most) throw new MailError('limit-reached', `An account has at most ${most} messages`);
}

/** Checks the quota. \Trash may exceed it by a tenth: a client without MOVE deletes by a copy to it, which frees space later. */
function requireSpace({ usedBytes, quotaBytes }: AccountState, specialUse: string | null): void {
  if (quotaBytes === null) return;
  const allowed = specialUse === '\\Trash' ? quotaBytes * 1.1 : quotaBytes;
  if (usedBytes > allowed) throw new MailError('over-quota', 'The quota is used up');
}
