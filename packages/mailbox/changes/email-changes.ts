import type { Pool, Transaction } from '@postroom/database';
import { addRows, type Changes, ChangesPage, pageSize, verdictOf } from './changes-page.ts';
import { isThere, readNotes } from './noted-messages.ts';
import { canTell, completeState, inSnapshot, readNow } from './snapshot.ts';
import { END_ID, formatState, parseState } from './state.ts';

interface ChangedEntry {
  modseq: number;
  mailboxId: number;
  uid: number;
  id: number;
  isThere: boolean;
}

/** What a state has: the next id, and where the notes and the entries are read on. */
const NUMBERS = 7;

/**
 * RFC 8621 4.3 Email/changes: messages that came, whose mailboxes or keywords changed, or that went, after a state. Null if that
 * cannot be told (cannotCalculateChanges). Two lists are read, each by its index and from anywhere in it: the entries by modseq,
 * and the notes of what entries do not tell any more. A message that changes again while pages are read may be told twice.
 */
export async function emailChanges(
  pool: Pool,
  accountId: number,
  sinceState: string,
  maxChanges: number,
): Promise<Changes | null> {
  const state = parseState(sinceState, NUMBERS);
  if (!state) return null;
  const [first, second] = state as [number, number];
  const isComplete = state.length === 2;
  const nextId = isComplete ? second : first;
  const asker = { nextId, isPaging: !isComplete };
  const notesFrom = isComplete ? [first, END_ID, END_ID] : state.slice(1, 4);
  const entriesFrom = isComplete ? [first, END_ID, END_ID] : state.slice(4, 7);
  const size = pageSize(maxChanges);
  const asked = size + 1;
  const [now, notes, entries] = await inSnapshot(pool, (tx) =>
    Promise.all([
      readNow(tx, accountId),
      readNotes(tx, accountId, notesFrom, asked),
      readEntries(tx, accountId, entriesFrom, asked),
    ]),
  );
  if (!canTell(now, notesFrom[0] as number, nextId) || (entriesFrom[0] as number) > now.modseq) return null;
  const page = new ChangesPage(size);
  const noted = addRows(
    notes,
    asked,
    notesFrom,
    (row) => page.add(row.id, verdictOf(row.id, row.isThere, row.kind === 'shown', asker)),
    ({ modseq, n, place }) => [modseq, n, place],
  );
  const read = addRows(
    entries,
    asked,
    entriesFrom,
    (row) => page.add(row.id, verdictOf(row.id, row.isThere, false, asker)),
    ({ modseq, mailboxId, uid }) => [modseq, mailboxId, uid],
  );
  if (noted.isOver && read.isOver) return page.finish(completeState(now), false);
  return page.finish(formatState([nextId, ...noted.cursor, ...read.cursor]), true);
}

async function readEntries(
  tx: Transaction,
  accountId: number,
  [modseq, mailboxId, uid]: readonly number[],
  limit: number,
): Promise<ChangedEntry[]> {
  const { rows } = await tx.query<ChangedEntry & Record<string, unknown>>({
    name: 'changed-entries',
    text: `select e.modseq, e.mailbox_id as "mailboxId", e.uid, e.message_id as id, ${isThere('e.message_id')} as "isThere"
      from mailbox_entries e
      where e.account_id = $1 and (e.modseq, e.mailbox_id, e.uid) > ($2, $3, $4)
      order by e.modseq, e.mailbox_id, e.uid limit $5`,
    values: [accountId, modseq, mailboxId, uid, limit],
  });
  return rows;
}
