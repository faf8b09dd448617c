import { ownerOf } from '../../jmap/ids.ts';
import { sharedText as text } from '../../words/shared/index.ts';
import { openView, readPage } from '../list.ts';
import { mailboxOf, useMail } from '../mail.ts';
import { readSenders } from '../reading.ts';
import { show } from '../toasts.ts';
import { type Folders, folderOf, may, type Owner } from './owner.ts';

const { getState: get, setState: set } = useMail;

/** Removes from the page what is no longer shared, and tells a person who is looking at it. */
export function leaveGone(before: readonly Owner[]): void {
  const were: Folders = { mailboxes: [], owners: before };
  const taken = before.filter(({ mailboxes }) =>
    mailboxes.some(({ id }) => may(were, id, 'mayReadItems') && !may(get(), id, 'mayReadItems')),
  );
  if (taken.length === 0) return;
  const accounts = new Set<string | undefined>(taken.map(({ accountId }) => accountId));
  forget((id) => accounts.has(ownerOf(id)));
  const { list, openId } = get();
  const { mailboxId } = list.view;
  if (!accounts.has(ownerOf(mailboxId))) return;
  if (may(get(), mailboxId, 'mayReadItems')) {
    void readPage(0, true);
    if (openId) void readSenders(openId, new AbortController().signal);
    return;
  }
  show(text('gone', { folder: folderOf(were, mailboxId)?.name ?? '' }));
  void openView({ mailboxId: mailboxOf('inbox')?.id ?? null, search: '' });
}

/** Forgets mail; what may still be read will be read again. */
function forget(isGone: (id: string) => boolean): void {
  const { rows, threads, messages, selected } = get();
  const left = <Value>(all: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).filter(([id]) => !isGone(id)));
  set({
    rows: left(rows),
    threads: left(threads),
    messages: new Map([...messages].filter(([id]) => !isGone(id))),
    selected: new Set([...selected].filter((id) => !isGone(id))),
  });
}
