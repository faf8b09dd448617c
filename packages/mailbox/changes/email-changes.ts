import type { Pool, Transaction } from '@postroom/database';
import type { MailView } from '../sharing/mail-view.ts';
import { addRows, type Changes, ChangesPage, pageSize, verdictOf } from './changes-page.ts';
import { isThere, readNotes, shownAhead } from './noted-messages.ts';
import { readPosition } from './position.ts';
import { sharedEmailChanges } from './shared-changes.ts';
import { canTell, completeState, inSnapshot, readNow } from './snapshot.ts';
import { formatState } from './state.ts';

interface ChangedEntry {
  modseq: number;
  mailboxId: number;
  uid: number;
  id: number;
  isThere: boolean;
}

/** How many numbers say how far entries have been read: modseq, mailbox, uid. */
const ENTRY_NUMBERS = 3;

/**
 * Email/changes (RFC 8621 4.3): messages that were added, whose mailboxes or keywords changed, or that were removed after a state. Null if that
 * is not known (cannotCalculateChanges). It reads two lists by their indexes, each from any position: the entries by modseq, and the notes
 * of what entries do not show any more. A message that changes again while pages are read may be told twice.
 */
export async function emailChanges(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
): Promise<Changes | null> {
  if (view.shared) return sharedEmailChanges(pool, view, sinceState, maxChanges);
  const { accountId } = view;
  const position = readPosition(sinceState, ENTRY_NUMBERS);
  if (!position) return null;
  const { asker, notesFrom } = position;
  const { nextId } = asker;
  const entriesFrom = position.otherFrom ?? notesFrom;
  const size = pageSize(maxChanges);
  const asked = size + 1;
  const [now, notes, entries, shown] = await inSnapshot(pool, async (tx) => {
    const [now, notes, entries] = await Promise.all([
      readNow(tx, accountId),
      readNotes(tx, accountId, notesFrom, asked),
      readEntries(tx, accountId, entriesFrom, asked),
    ]);
    // When all notes fit into one page, each message is told by its own notes.
    const isInOnePage = !asker.isPaging && notes.length < asked;
    const ids = isInOnePage ? [] : [...new Set([...notes, ...entries].map(({ id }) => id))];
    return [now, notes, entries, await shownAhead(tx, accountId, notesFrom, ids)] as const;
  });
  if (!canTell(now, notesFrom[0] as number, nextId) || (entriesFrom[0] as number) > now.modseq) return null;
  const page = new ChangesPage(size);
  const noted = addRows(
    notes,
    asked,
    notesFrom,
    (row) => page.add(row.id, verdictOf(row.id, row.isThere, row.kind === 'shown' || shown.has(row.id), asker)),
    ({ modseq, n, place }) => [modseq, n, place],
  );
  const read = addRows(
    entries,
    asked,
    entriesFrom,
    (row) => page.add(row.id, verdictOf(row.id, row.isThere, shown.has(row.id), asker)),
    ({ modseq, mailboxId, uid }) => [modseq, mailboxId, uid],
  );
  if (noted.isOver && read.isOver) return page.finish(completeState(now, view), false);
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
