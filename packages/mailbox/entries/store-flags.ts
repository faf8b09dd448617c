import { type Transaction, transaction } from '@postroom/database';
import { Flag, MailError } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { ChangedEntry } from '../changes/changes.ts';
import { noteDeletedFlag } from '../changes/note-messages.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { isAllSettable, type Settable, settable } from '../mailboxes/rights.ts';
import { readPackedPage } from '../read/packed-entries.ts';
import type { MailboxStore } from '../store.ts';
import { KeywordChange } from './keyword-change.ts';
import { distinctKeywords, Spelling } from './keywords.ts';
import { bit, countFlags, type FlagWrite, writeFlags } from './write-flags.ts';

export interface FlagChange {
  action: 'add' | 'remove' | 'replace';
  /** Bits of Flag. */
  flags: number;
  keywords: string[];
  /** Leaves messages alone that have changed after this modseq (RFC 7162 3.1.3). */
  unchangedSince?: number;
}

/** An entry as it is now. */
export interface StoredEntry extends ChangedEntry {
  /** Its modseq before the change. A session that does not know that one has missed an earlier change. */
  modseqBefore: number;
}

export interface FlagResult {
  modseq: number;
  /** All entries that were looked at, changed or not, by uid, for FETCH responses; those in `modified` are left out. */
  entries: StoredEntry[];
  /** Uids that were left alone because of unchangedSince. */
  modified: number[];
  /** Uids left for the next step: steps keep memory and the time under the account's lock small. */
  rest: Uint32Array;
}

/** The most entries of a step; fewer when they have many keywords. */
const STEP = 1_000;

/**
 * Does one step of STORE (RFC 9051 6.4.6); the caller calls again for `rest`. Entries whose flags are already as wanted keep their modseq.
 * Keywords are compared without case; the first spelling in the mailbox stays. Missing uids are left out. Sets only what may be set
 * (RFC 4314 4). Throws limit-reached, and no-permission when nothing of the change is allowed.
 */
export async function storeFlags(
  store: MailboxStore,
  mailbox: MailboxRef,
  uids: Uint32Array,
  change: FlagChange,
): Promise<FlagResult> {
  const asked = permitted(mailbox, {
    ...change,
    keywords: change.action === 'remove' ? change.keywords : distinctKeywords(change.keywords),
  });
  const { accountId, mailboxId } = mailbox;
  const some = uids.subarray(0, STEP);
  const { result, changed } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, before, spelled] = await Promise.all([
      beginChange(tx, accountId),
      readPackedPage(tx, mailbox, some, { modseq: true }),
      spell(tx, mailbox, asked),
    ]);
    const reached = before.cutAt === null ? some.length : some.findIndex((uid) => uid >= (before.cutAt as number));
    const result: FlagResult = { modseq: state.modseq, entries: [], modified: [], rest: uids.subarray(reached) };
    const changed: FlagWrite[] = [];
    const keywords = new KeywordChange(asked.may.keywords ? spelled : { action: 'add', keywords: [] });
    let unseen = 0;
    const hidden: number[] = [];
    const shown: number[] = [];
    for (const entry of before.rows as ChangedEntry[]) {
      if (change.unchangedSince !== undefined && entry.modseq > change.unchangedSince) {
        result.modified.push(entry.uid);
        continue;
      }
      const after = apply(entry, asked, keywords, state.modseq);
      result.entries.push({ ...after, modseqBefore: entry.modseq });
      if (after === entry) continue;
      changed.push({ ...after, keywords: after.keywords === entry.keywords ? null : after.keywords });
      unseen += bit(entry.flags, Flag.Seen) - bit(after.flags, Flag.Seen);
      const deleted = bit(after.flags, Flag.Deleted) - bit(entry.flags, Flag.Deleted);
      if (deleted > 0) hidden.push(entry.uid);
      if (deleted < 0) shown.push(entry.uid);
    }
    if (changed.length > 0) {
      atCommit(
        writeFlags(tx, mailbox, state.modseq, changed),
        countFlags(tx, mailbox, state.modseq, { unseen, deleted: hidden.length - shown.length }),
        noteDeletedFlag(tx, state, mailbox, 'hidden', hidden),
        noteDeletedFlag(tx, state, mailbox, 'shown', shown),
        saveAccounts(tx, [state]),
      );
    }
    return { result, changed };
  });
  if (changed.length > 0) store.announce({ accountId, modseq: result.modseq, mailboxIds: [mailboxId] });
  return result;
}

type PermittedChange = FlagChange & { may: Settable };

/** Returns the allowed part of the change. Throws no-permission when there is none. */
function permitted(mailbox: MailboxRef, change: FlagChange): PermittedChange {
  const may = settable(mailbox);
  if (isAllSettable(may)) return { ...change, may };
  const flags = change.flags & may.flags;
  const keywords = may.keywords ? change.keywords : [];
  const asksNothing = change.action !== 'replace' && change.flags === 0 && change.keywords.length === 0;
  const isNothing = change.action === 'replace' ? may.flags === 0 : flags === 0 && keywords.length === 0;
  if (isNothing && !asksNothing) throw new MailError('no-permission', 'None of these flags may be set');
  return { ...change, flags, keywords, may };
}

/** Returns the change with its keywords spelled as in the mailbox. */
async function spell(tx: Transaction, mailbox: MailboxRef, change: FlagChange): Promise<FlagChange> {
  if (change.action === 'remove' || change.keywords.length === 0) return change;
  const spelling = await Spelling.read(tx, mailbox, change.keywords.length);
  spelling.requireRoomFor(change.keywords);
  const keywords = change.keywords.map((keyword) => spelling.of(keyword));
  await spelling.save(tx, mailbox);
  return { ...change, keywords };
}

/** Returns the entry after the change, or the same object when nothing changes. */
function apply(
  entry: ChangedEntry,
  change: PermittedChange,
  keywordChange: KeywordChange,
  modseq: number,
): ChangedEntry {
  const flags =
    change.action === 'add'
      ? entry.flags | change.flags
      : change.action === 'remove'
        ? entry.flags & ~change.flags
        : (entry.flags & ~change.may.flags) | change.flags;
  const keywords = keywordChange.of(entry.keywords);
  if (flags === entry.flags && keywords === entry.keywords) return entry;
  return { uid: entry.uid, modseq, flags, keywords };
}
