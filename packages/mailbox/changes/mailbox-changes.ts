import { type Pool, packBigints, type Transaction } from '@postroom/database';
import { type MailView, stateMark, unmarked } from '../sharing/mail-view.ts';
import { addRows, type Changes, ChangesPage, pageSize, verdictOf } from './changes-page.ts';
import { canTell, completeState, inSnapshot, readNow } from './snapshot.ts';
import { END_ID, formatState, parseState } from './state.ts';

export interface MailboxesChanges extends Changes {
  /** Whether only the counts of the updated mailboxes changed (RFC 8621 2.2 updatedProperties). */
  onlyCountsChanged: boolean;
}

interface ChangedMailbox {
  modseq: number;
  id: number;
  isChangedItself: boolean;
}

interface RemovedMailbox {
  modseq: number;
  id: number;
}

/** The numbers of a state: modseq and next id when paging began, and the positions in the lists of removed and of changed mailboxes. */
const NUMBERS = 6;

/** Mailbox/changes (RFC 8621 2.2). Null if they are not known. An account has few enough mailboxes to look at all of them. */
export async function mailboxChanges(
  pool: Pool,
  view: MailView,
  sinceState: string,
  maxChanges: number,
): Promise<MailboxesChanges | null> {
  const { accountId } = view;
  const state = parseState(unmarked(view, sinceState) ?? '', NUMBERS);
  if (!state) return null;
  const [since, nextId] = state as [number, number];
  const isComplete = state.length === 2;
  const asker = { nextId, isPaging: !isComplete };
  const removedFrom = isComplete ? [since, END_ID] : state.slice(2, 4);
  const changedFrom = isComplete ? [since, END_ID] : state.slice(4, 6);
  const size = pageSize(maxChanges);
  const asked = size + 1;
  const [now, removed, changed] = await inSnapshot(pool, (tx) =>
    Promise.all([
      readNow(tx, accountId),
      // When a shared mailbox is removed, the view's state changes anyway, so nothing is read here.
      view.shared ? [] : readRemoved(tx, accountId, removedFrom, asked),
      readChanged(tx, view, changedFrom, since, asked),
    ]),
  );
  if (!canTell(now, since, nextId) || (changedFrom[0] as number) > now.modseq) return null;
  const page = new ChangesPage(size);
  const place = ({ modseq, id }: RemovedMailbox): number[] => [modseq, id];
  const gone = addRows(
    removed,
    asked,
    removedFrom,
    ({ id }) => page.add(id, verdictOf(id, false, false, asker)),
    place,
  );
  let onlyCountsChanged = true;
  const read = addRows(
    changed,
    asked,
    changedFrom,
    ({ id, isChangedItself }) => {
      const isAdded = page.add(id, verdictOf(id, true, false, asker));
      if (isAdded && id < nextId && isChangedItself) onlyCountsChanged = false;
      return isAdded;
    },
    place,
  );
  const isOver = gone.isOver && read.isOver;
  const newState = isOver
    ? completeState(now, view)
    : formatState([since, nextId, ...gone.cursor, ...read.cursor]) + stateMark(view);
  const changes = page.finish(newState, !isOver);
  return { ...changes, onlyCountsChanged: onlyCountsChanged && changes.updated.length > 0 };
}

async function readRemoved(
  tx: Transaction,
  accountId: number,
  [modseq, id]: readonly number[],
  limit: number,
): Promise<RemovedMailbox[]> {
  const { rows } = await tx.query<RemovedMailbox & Record<string, unknown>>({
    name: 'removed-mailboxes',
    text: `select modseq, mailbox_id as id from removed_mailboxes
      where account_id = $1 and (modseq, mailbox_id) > ($2, $3) order by modseq, mailbox_id limit $4`,
    values: [accountId, modseq, id, limit],
  });
  return rows;
}

async function readChanged(
  tx: Transaction,
  { accountId, shared }: MailView,
  [modseq, id]: readonly number[],
  since: number,
  limit: number,
): Promise<ChangedMailbox[]> {
  const { rows } = await tx.query<ChangedMailbox & Record<string, unknown>>({
    name: shared ? 'changed-mailboxes-shared' : 'changed-mailboxes',
    text: `select greatest(highest_modseq, changed_modseq) as modseq, id, changed_modseq > $4 as "isChangedItself"
      from mailboxes
      where account_id = $1 and (greatest(highest_modseq, changed_modseq), id) > ($2, $3) ${shared ? 'and id = any($6::bigint[])' : ''}
      order by 1, 2 limit $5`,
    values: [accountId, modseq, id, since, limit, ...(shared ? [packBigints([...shared.keys()])] : [])],
  });
  return rows;
}
