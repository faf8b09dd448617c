import type { Pool, Transaction } from '@postroom/database';
import type { MailView } from '../sharing/mail-view.ts';
import { addRows, type Changes, ChangesPage, pageSize, verdictOf } from './changes-page.ts';
import { isThere, type NotedMessage, readNotes, threadsShownAhead } from './noted-messages.ts';
import { readPosition } from './position.ts';
import { sharedThreadChanges } from './shared-changes.ts';
import { canTell, completeState, inSnapshot, readNow } from './snapshot.ts';
import { formatState } from './state.ts';

interface NewMessage {
  id: number;
  threadId: number | null;
}

/** How many numbers say how far messages have been read: one, the id. */
const MESSAGE_NUMBERS = 1;

/**
 * Thread/changes (RFC 8621 3.2): threads to which messages were added, or from which some were removed, after a state. Flags do not change
 * threads. Null if the changes are not known.
 */
export async function threadChanges(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
): Promise<Changes | null> {
  if (view.shared) return sharedThreadChanges(pool, view, sinceState, maxChanges);
  const { accountId } = view;
  const position = readPosition(sinceState, MESSAGE_NUMBERS);
  if (!position) return null;
  const { asker, notesFrom } = position;
  const { nextId } = asker;
  const messagesFrom = position.otherFrom ?? [nextId - 1];
  const size = pageSize(maxChanges);
  const asked = size + 1;
  const [now, notes, messages, there, shown] = await inSnapshot(pool, async (tx) => {
    const [now, notes, messages] = await Promise.all([
      readNow(tx, accountId),
      readNotes(tx, accountId, notesFrom, asked),
      readNewMessages(tx, accountId, messagesFrom[0] as number, asked),
    ]);
    const ids = [...new Set([...notes, ...messages].map(({ threadId }) => threadId).filter((id) => id !== null))];
    const [there, shown] = await Promise.all([
      threadsThere(tx, accountId, ids),
      // When all notes fit into one page, each thread is told by its own notes.
      threadsShownAhead(tx, accountId, notesFrom, asker.isPaging || notes.length === asked ? ids : []),
    ]);
    return [now, notes, messages, there, shown] as const;
  });
  if (!canTell(now, notesFrom[0] as number, nextId)) return null;
  const page = new ChangesPage(size);
  const add = ({ threadId: id }: NewMessage, isShown: boolean): boolean => {
    if (id === null) return true;
    const oldest = there.get(id);
    // A thread whose messages were all marked \Deleted may get a new message.
    const isNew = isShown || shown.has(id) || (oldest !== undefined && oldest >= nextId);
    return page.add(id, verdictOf(id, oldest !== undefined, isNew, asker));
  };
  const noted = addRows(
    notes,
    asked,
    notesFrom,
    (row) => isNothingToThread(row) || add(row, row.kind === 'shown'),
    ({ modseq, n, place }) => [modseq, n, place],
  );
  const read = addRows(
    messages,
    asked,
    messagesFrom,
    (row) => add(row, false),
    ({ id }) => [id],
  );
  if (noted.isOver && read.isOver) return page.finish(completeState(now, view), false);
  return page.finish(formatState([nextId, ...noted.cursor, ...read.cursor]), true);
}

/** Returns whether a message was only removed from one of several mailboxes, which does not change its thread. */
function isNothingToThread({ kind, isThere }: NotedMessage): boolean {
  return kind === 'hidden' && isThere;
}

/** Reads messages with higher ids, which were added later. */
async function readNewMessages(
  tx: Transaction,
  accountId: number,
  after: number,
  limit: number,
): Promise<NewMessage[]> {
  const { rows } = await tx.query<NewMessage & Record<string, unknown>>({
    name: 'new-messages',
    text: `select id, thread_id as "threadId" from messages where account_id = $1 and id > $2 order by id limit $3`,
    values: [accountId, after, limit],
  });
  return rows;
}

/** Returns the oldest message that exists for JMAP in each of the threads; threads without any are left out. */
async function threadsThere(tx: Transaction, accountId: number, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ id: number; oldest: number | null }>({
    name: 'threads-there',
    text: `select t.id, (
        select min(m.id) from messages m where m.account_id = $1 and m.thread_id = t.id and ${isThere('m.id')}
      ) as oldest
      from unnest($2::bigint[]) t (id)`,
    values: [accountId, ids],
  });
  return new Map(rows.flatMap(({ id, oldest }) => (oldest === null ? [] : [[id, oldest]])));
}
