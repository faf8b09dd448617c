import { type Transaction, transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import { beginChange, saveAccounts } from './account-state.ts';
import type { ChangedEntry } from './changes.ts';
import { uidArray } from './copied-entries.ts';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';
import { distinctKeywords, requireFew, Spelling } from './keywords.ts';
import type { MailboxStore } from './store.ts';

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
  /** Every entry asked for as it is now, changed or not (FETCH responses), by uid; without those in `modified`. */
  entries: StoredEntry[];
  /** Uids left alone because of unchangedSince. */
  modified: number[];
}

/**
 * RFC 9051 6.4.6 STORE. Entries whose flags already are as wanted keep their modseq. Keywords compare without case;
 * the first spelling in the mailbox stays. Uids that are gone are left out. Throws limit-reached.
 */
export async function storeFlags(
  store: MailboxStore,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
  change: FlagChange,
): Promise<FlagResult> {
  const asked = {
    ...change,
    keywords: change.action === 'remove' ? change.keywords : distinctKeywords(change.keywords),
  };
  const { result, changed } = await transaction(store.pool, async (tx, atCommit) => {
    const [state, before, spelled] = await Promise.all([
      beginChange(tx, accountId),
      entriesNow(tx, accountId, mailboxId, uids),
      spell(tx, accountId, mailboxId, asked),
    ]);
    const result: FlagResult = { modseq: state.modseq, entries: [], modified: [] };
    const changed: ChangedEntry[] = [];
    let unseen = 0;
    let deleted = 0;
    for (const entry of before) {
      if (change.unchangedSince !== undefined && entry.modseq > change.unchangedSince) {
        result.modified.push(entry.uid);
        continue;
      }
      const after = apply(entry, spelled, state.modseq);
      result.entries.push({ ...after, modseqBefore: entry.modseq });
      if (after === entry) continue;
      changed.push(after);
      unseen += bit(entry.flags, Flag.Seen) - bit(after.flags, Flag.Seen);
      deleted += bit(after.flags, Flag.Deleted) - bit(entry.flags, Flag.Deleted);
    }
    if (changed.length > 0) {
      atCommit(
        writeFlags(tx, accountId, mailboxId, state.modseq, changed),
        tx.query({
          name: 'count-flags',
          text: `update mailboxes
            set highest_modseq = $3, unseen_count = unseen_count + $4, deleted_count = deleted_count + $5
            where account_id = $1 and id = $2`,
          values: [accountId, mailboxId, state.modseq, unseen, deleted],
        }),
        saveAccounts(tx, [state]),
      );
    }
    return { result, changed };
  });
  if (changed.length > 0) store.announce({ accountId, modseq: result.modseq, mailboxIds: [mailboxId] });
  return result;
}

/** The change with the keywords it sets as the mailbox spells them. */
async function spell(tx: Transaction, accountId: number, mailboxId: number, change: FlagChange): Promise<FlagChange> {
  if (change.action === 'remove' || change.keywords.length === 0) return change;
  const spelling = await Spelling.read(tx, accountId, mailboxId, change.keywords.length);
  spelling.requireRoomFor(change.keywords);
  const keywords = change.keywords.map((keyword) => spelling.of(keyword));
  await spelling.save(tx, accountId, mailboxId);
  return { ...change, keywords };
}

async function entriesNow(
  tx: Transaction,
  accountId: number,
  mailboxId: number,
  uids: Uint32Array,
): Promise<ChangedEntry[]> {
  const { rows } = await tx.query<ChangedEntry & Record<string, unknown>>({
    name: 'flags-now',
    text: `select e.uid, e.modseq, e.flags, e.keywords from ${ENTRIES_BY_UID} order by e.uid`,
    values: [accountId, mailboxId, uidArray(uids)],
  });
  return rows;
}

/** The entry as it will be, or the same object when nothing changes. */
function apply(entry: ChangedEntry, change: FlagChange, modseq: number): ChangedEntry {
  const flags =
    change.action === 'add'
      ? entry.flags | change.flags
      : change.action === 'remove'
        ? entry.flags & ~change.flags
        : change.flags;
  const keywords = applyKeywords(entry.keywords, change);
  if (flags === entry.flags && areSame(keywords, entry.keywords)) return entry;
  return { uid: entry.uid, modseq, flags, keywords };
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((keyword, index) => keyword === other[index]);
}

function applyKeywords(before: string[], change: FlagChange): string[] {
  if (change.keywords.length === 0) return change.action === 'replace' ? [] : before;
  const named = new Set(change.keywords.map((keyword) => keyword.toLowerCase()));
  if (change.action === 'remove') return before.filter((keyword) => !named.has(keyword.toLowerCase()));
  const kept = change.action === 'add' ? before : before.filter((keyword) => named.has(keyword.toLowerCase()));
  const known = new Set(kept.map((keyword) => keyword.toLowerCase()));
  const after = [...kept];
  for (const keyword of change.keywords) {
    if (known.has(keyword.toLowerCase())) continue;
    known.add(keyword.toLowerCase());
    after.push(keyword);
  }
  requireFew(after.length);
  return after;
}

async function writeFlags(
  tx: Transaction,
  accountId: number,
  mailboxId: number,
  modseq: number,
  entries: ChangedEntry[],
): Promise<void> {
  // Keywords travel as one JSON value: arrays of arrays of different lengths do not exist in SQL.
  await tx.query({
    name: 'write-flags',
    text: `update mailbox_entries e set modseq = $3, flags = n.flags, keywords = n.keywords
      from jsonb_to_recordset($4::jsonb) as n (uid bigint, flags int, keywords text[])
      where e.account_id = $1 and e.mailbox_id = $2 and e.uid = n.uid`,
    values: [
      accountId,
      mailboxId,
      modseq,
      JSON.stringify(entries.map(({ uid, flags, keywords }) => ({ uid, flags, keywords }))),
    ],
  });
}

function bit(flags: number, flag: number): 0 | 1 {
  return flags & flag ? 1 : 0;
}
