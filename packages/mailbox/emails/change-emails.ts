import { type Transaction, transaction } from '@postroom/database';
import { Flag, isMailError, type MailError } from '@postroom/types';
import { type AccountState, beginChange, saveAccounts } from '../account/account-state.ts';
import { entriesToCopy, insertCopies, reserveUids, respell } from '../entries/copied-entries.ts';
import { Spelling } from '../entries/keywords.ts';
import { removeEntries } from '../entries/removed-entries.ts';
import { bit, countFlags, writeFlags } from '../entries/write-flags.ts';
import { applyCounters } from '../mailboxes/counters.ts';
import { type MailboxRef, ownMailbox, type Reader } from '../mailboxes/mailbox-ref.ts';
import { removeOrphanedMessages } from '../messages/orphans.ts';
import { isSeen, type MailView } from '../sharing/mail-view.ts';
import { DEFAULT_MAX_MESSAGES, type MailboxStore } from '../store.ts';
import type { EmailChange } from './email-change.ts';
import { entriesOfEmails } from './entries-of-emails.ts';
import { ChangePlanner, type FlaggedEntry, type Places, type Plan } from './plan-changes.ts';
import { writeSnoozes } from './snooze.ts';

/** What one Email/set does to existing emails. */
export interface EmailChanges {
  readonly update: readonly EmailChange[];
  readonly destroy: readonly number[];
}

/**
 * Changes emails as JMAP sees them (RFC 8621 4.6), in all of their visible mailboxes, with one modseq. Returns errors by id for those that
 * could not be changed; the others are changed. To IMAP clients flags change, and messages appear and disappear.
 */
export async function changeEmails(
  store: MailboxStore,
  view: MailView,
  { update, destroy }: EmailChanges,
): Promise<Map<number, MailError>> {
  const { accountId } = view;
  const refused = new Map<number, MailError>();
  const attempt = (id: number, plan: () => void): void => {
    try {
      plan();
    } catch (error) {
      if (!isMailError(error)) throw error;
      refused.set(id, error);
    }
  };
  const { modseq, mailboxIds } = await transaction(store.pool, async (tx, atCommit) => {
    const state = await beginChange(tx, accountId);
    const [entries, places] = await Promise.all([
      entriesOfEmails(tx, view, [...update.map(({ id }) => id), ...destroy]),
      readPlaces(tx, view),
    ]);
    const room = (store.maxMessages ?? DEFAULT_MAX_MESSAGES) - places.messages;
    const planner = new ChangePlanner(state, view, places, room);
    for (const change of update) attempt(change.id, () => planner.update(change, entries.get(change.id)));
    for (const id of destroy) attempt(id, () => planner.destroy(entries.get(id)));
    const touched = await carryOut(tx, state, planner.plan, places.snoozed, view.reader);
    if (touched.size > 0) atCommit(saveAccounts(tx, [state]));
    return { modseq: state.modseq, mailboxIds: [...touched] };
  });
  if (mailboxIds.length > 0) store.announce({ accountId, modseq, mailboxIds });
  return refused;
}

/** Returns the account's visible mailboxes, and the number of messages in all of its mailboxes. */
export async function readPlaces(tx: Transaction, view: MailView): Promise<Places & { readonly messages: number }> {
  const { rows } = await tx.query<{ id: number; name: string; special_use: string | null; count: number }>({
    name: 'read-places',
    text: 'select id, name, special_use, message_count as count from mailboxes where account_id = $1',
    values: [view.accountId],
  });
  return {
    ids: new Set(rows.map(({ id }) => id).filter((id) => isSeen(view, id))),
    inbox: rows.find(({ name }) => name === 'INBOX')?.id ?? 0,
    snoozed: rows.find(({ special_use }) => special_use === '\\Snoozed')?.id ?? null,
    messages: rows.reduce((sum, { count }) => sum + count, 0),
  };
}

/** Carries out a plan and returns the changed mailboxes. Flags come first, so that copies have them; removals come last, after copying. */
export async function carryOut(
  tx: Transaction,
  state: AccountState,
  { flagged, copied, removed, snoozed }: Plan,
  snoozedMailbox: number | null,
  reader?: Reader,
): Promise<Set<number>> {
  const touched = new Set<number>();
  if (snoozed.size > 0) await writeSnoozes(tx, state.accountId, snoozedMailbox, snoozed);
  for (const [mailboxId, some] of Map.groupBy(flagged, ({ entry }) => entry.mailboxId)) {
    await writeSome(tx, state, { ...ownMailbox(state.accountId, mailboxId), reader }, some);
    touched.add(mailboxId);
  }
  const byWay = Map.groupBy(copied, ({ entry, to }) => `${entry.mailboxId} ${to}`);
  for (const some of byWay.values()) {
    const [{ entry, to: target }] = some as [(typeof some)[number]];
    const [from, to] = [ownMailbox(state.accountId, entry.mailboxId), ownMailbox(state.accountId, target)];
    const sources = await entriesToCopy(tx, from, uidsOf(some.map(({ entry }) => entry)));
    const { firstUid } = await reserveUids(tx, to, sources.uids.length);
    await insertCopies(tx, state, from, to, sources, firstUid, await respell(tx, to, sources));
    await applyCounters(tx, to, state.modseq, sources.counts, 1);
    touched.add(target);
  }
  for (const [mailboxId, some] of Map.groupBy(removed, (entry) => entry.mailboxId)) {
    const from = ownMailbox(state.accountId, mailboxId);
    const gone = await removeEntries(tx, from, { uids: uidsOf(some), after: 0, onlyDeleted: false }, state.modseq);
    await applyCounters(tx, from, state.modseq, gone.counts, -1);
    await removeOrphanedMessages(tx, state, gone.messageIds);
    touched.add(mailboxId);
  }
  return touched;
}

async function writeSome(
  tx: Transaction,
  state: AccountState,
  mailbox: MailboxRef,
  some: readonly FlaggedEntry[],
): Promise<void> {
  const spelling = await Spelling.read(tx, mailbox);
  const writes = some
    .map(({ entry, flags, keywords }) => ({
      uid: entry.uid,
      flags,
      keywords: keywords.map((keyword) => spelling.of(keyword)),
    }))
    .sort((one, other) => one.uid - other.uid);
  await spelling.save(tx, mailbox);
  const unseen = some.reduce((sum, { entry, flags }) => sum + bit(entry.flags, Flag.Seen) - bit(flags, Flag.Seen), 0);
  await writeFlags(tx, mailbox, state.modseq, writes);
  await countFlags(tx, mailbox, state.modseq, { unseen, deleted: 0 });
}

/** Returns the uids in ascending order. */
function uidsOf(entries: readonly { readonly uid: number }[]): Uint32Array {
  return Uint32Array.from(entries, ({ uid }) => uid).sort();
}
