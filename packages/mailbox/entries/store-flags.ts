import { packBigints, type Transaction, transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import { beginChange, saveAccounts } from '../account/account-state.ts';
import type { ChangedEntry } from '../changes/changes.ts';
import { noteDeletedFlag } from '../changes/note-messages.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { isOneOf, placeIn } from '../read/entries-by-uid.ts';
import { readPlainPage } from '../read/plain-entries.ts';
import type { MailboxStore } from '../store.ts';
import { KeywordChange } from './keyword-change.ts';
import { distinctKeywords, Spelling } from './keywords.ts';

export interface FlagChange {
  action: 'add' | 'remove' | 'replace';
  /** Bits of Flag. */
  flags: number;
  keywords: string[];
  /** RFC 7162 3.1.3: leave messages alone that changed after this modseq. */
  unchangedSince?: number;
}

/** An entry as it is now. */
export interface StoredEntry extends ChangedEntry {
  /** Its mod-sequence before: whoever was not told of that one has not seen all that is new. */
  modseqBefore: number;
}

export interface FlagResult {
  modseq: number;
  /** Every entry looked at as it is now, changed or not (FETCH responses), by uid; without those in `modified`. */
  entries: StoredEntry[];
  /** Uids left alone because of unchangedSince. */
  modified: number[];
  /** Uids that are left for the next step: as many as there are, few are in memory and under the account's lock. */
  rest: Uint32Array;
}

/** Entries of a step; fewer where they have many keywords. */
const STEP = 1_000;

/**
 * RFC 9051 6.4.6 STORE, a step of it: who has many uids asks again for the rest. Entries whose flags already are as wanted keep
 * their modseq. Keywords compare without case; the first spelling in the mailbox stays. Uids that are gone are left out. Throws
 * limit-reached.
 */
export async function storeFlags(
  store: MailboxStore,
  mailbox: MailboxRef,
  uids: Uint32Array,
  change: FlagChange,
): Promise<FlagResult> {
  const asked = {
    ...change,
    keywords: change.action === 'remove' ? change.keywords : distinctKeywords(change.keywords),
  };
  const { accountId, mailboxId } = mailbox;
  const some = uids.subarray(0, STEP);
  const { result, changed } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, before, spelled] = await Promise.all([
      beginChange(tx, accountId),
      readPlainPage(tx, mailbox, some, { modseq: true }),
      spell(tx, mailbox, asked),
    ]);
    const reached = before.cutAt === null ? some.length : some.findIndex((uid) => uid >= (before.cutAt as number));
    const result: FlagResult = { modseq: state.modseq, entries: [], modified: [], rest: uids.subarray(reached) };
    const changed: FlagWrite[] = [];
    const keywords = new KeywordChange(spelled);
    let unseen = 0;
    const hidden: number[] = [];
    const shown: number[] = [];
    for (const entry of before.rows as ChangedEntry[]) {
      if (change.unchangedSince !== undefined && entry.modseq > change.unchangedSince) {
        result.modified.push(entry.uid);
        continue;
      }
      const after = apply(entry, change, keywords, state.modseq);
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
        tx.query({
          name: 'count-flags',
          text: `update mailboxes
            set highest_modseq = $3, unseen_count = unseen_count + $4, deleted_count = deleted_count + $5
            where account_id = $1 and id = $2`,
          values: [mailbox.accountId, mailbox.mailboxId, state.modseq, unseen, hidden.length - shown.length],
        }),
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

/** The change with the keywords it sets as the mailbox spells them. */
async function spell(tx: Transaction, mailbox: MailboxRef, change: FlagChange): Promise<FlagChange> {
  if (change.action === 'remove' || change.keywords.length === 0) return change;
  const spelling = await Spelling.read(tx, mailbox, change.keywords.length);
  spelling.requireRoomFor(change.keywords);
  const keywords = change.keywords.map((keyword) => spelling.of(keyword));
  await spelling.save(tx, mailbox);
  return { ...change, keywords };
}

/** The entry as it will be, or the same object when nothing changes. */
function apply(entry: ChangedEntry, change: FlagChange, keywordChange: KeywordChange, modseq: number): ChangedEntry {
  const flags =
    change.action === 'add'
      ? entry.flags | change.flags
      : change.action === 'remove'
        ? entry.flags & ~change.flags
        : change.flags;
  const keywords = keywordChange.of(entry.keywords);
  if (flags === entry.flags && keywords === entry.keywords) return entry;
  return { uid: entry.uid, modseq, flags, keywords };
}

/** What is written of an entry; null are keywords that stay. */
interface FlagWrite {
  uid: number;
  flags: number;
  keywords: string[] | null;
}

/** No set of keywords has this number. */
const UNCHANGED = 1_000_000;

async function writeFlags(
  tx: Transaction,
  mailbox: MailboxRef,
  modseq: number,
  entries: readonly FlagWrite[],
): Promise<void> {
  // Messages that are changed together mostly end up with the same keywords: each set of them travels once.
  const sets = new Map<string[], number>();
  for (const { keywords } of entries) if (keywords && !sets.has(keywords)) sets.set(keywords, sets.size);
  const column = (value: (entry: FlagWrite) => number): Buffer => packBigints(entries.map(value));
  const uids = Uint32Array.from(entries, ({ uid }) => uid);
  const wanted = isOneOf(uids, '$4');
  const place = placeIn('$4');
  await tx.query({
    name: `write-flags-${wanted.name}`,
    text: `update mailbox_entries e set modseq = $3, flags = ($5::bigint[])[${place}]::int,
        keywords = case when ($6::bigint[])[${place}] = ${UNCHANGED} then e.keywords else coalesce((
          select array_agg(keyword order by n)
          from jsonb_array_elements_text($7::jsonb -> ($6::bigint[])[${place}]::int) with ordinality k (keyword, n)
        ), '{}') end
      where e.account_id = $1 and e.mailbox_id = $2 and ${wanted.condition}`,
    values: [
      mailbox.accountId,
      mailbox.mailboxId,
      modseq,
      packBigints(uids),
      column(({ flags }) => flags),
      column(({ keywords }) => (keywords ? (sets.get(keywords) as number) : UNCHANGED)),
      JSON.stringify([...sets.keys()]),
    ],
  });
}

function bit(flags: number, flag: number): 0 | 1 {
  return flags & flag ? 1 : 0;
}
