import type { Row } from '../../jmap/types.ts';
import { addRows, useMail } from '../mail.ts';
import { takeFromList } from '../take-from-list.ts';
import { waitElsewhere, waitingNameOf } from '../writing/drafts.ts';
import { type Change, changed } from './change.ts';
import { findPending, hearOfWaiting, usePending } from './pending.ts';

const { getState: get, setState: set } = useMail;

/** Shows in this window the changes that wait for a connection in other windows, until the returned function is called. */
export function followElsewhere(accountId: string): () => void {
  const end = new AbortController();
  const count = (): void => usePending.setState({ mails: waitElsewhere(accountId) });
  hearOfWaiting(
    accountId,
    (change) => {
      void findPending(accountId);
      if (change) take(change);
    },
    end.signal,
  );
  // Another window changed the storage. Null: it was emptied.
  const look = ({ key }: StorageEvent): void => {
    if (key === null || key.startsWith(waitingNameOf(accountId))) count();
  };
  window.addEventListener('storage', look, { signal: end.signal });
  count();
  return () => end.abort();
}

/** Shows emails as they will be, and removes or adds their rows in the list. What is open stays open. */
function take(change: Change): void {
  const { rows, openId } = get();
  const ids = change.kind === 'destroy' ? change.ids : Object.keys(change.emails);
  const known = ids.flatMap((id) => rows[id] ?? []);
  const after = known.flatMap((row) => changed(row, change) ?? []);
  addRows(after);
  const { mailboxId } = get().list.view;
  if (mailboxId === null) return;
  const stays = new Set(after.filter(({ mailboxIds }) => mailboxIds[mailboxId]).map(({ id }) => id));
  const gone = known.filter(({ id }) => !stays.has(id) && id !== openId);
  if (gone.length > 0) takeFromList(new Set(gone.map(({ id }) => id))).stayAway();
  for (const row of after)
    if (stays.has(row.id) && !known.find(({ id }) => id === row.id)?.mailboxIds[mailboxId]) insert(row);
}

/** Inserts a row by its date. */
function insert(row: Row): void {
  const { list, rows } = get();
  if (list.ids.includes(row.id)) return;
  const at = list.ids.findIndex((id) => (rows[id ?? '']?.receivedAt ?? '') < row.receivedAt);
  set({ list: { ...list, ids: list.ids.toSpliced(at < 0 ? list.ids.length : at, 0, row.id), total: list.total + 1 } });
}
