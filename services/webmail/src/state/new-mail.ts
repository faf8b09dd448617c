import { useBrand } from '../brand/brand.ts';
import { nameOf } from '../format/people.ts';
import { safeLine } from '../format/safe-line.ts';
import { bareId, idOf, ownerOf } from '../jmap/ids.ts';
import type { Row } from '../jmap/types.ts';
import { ROW_PROPERTIES } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { openView } from './list.ts';
import { accountOf, addRows, call, mailboxAt, mailboxOf } from './mail.ts';
import { notifyingFolders } from './notifying-folders.ts';
import { wantsNotifications } from './preferences.ts';
import { openConversation } from './reading.ts';
import { announce } from './toasts.ts';

const notified = new Set<string>();

/**
 * Looks for unread mail in the folders with notifications, and tells of what is new.
 * @param types the changed types, as refresh() takes them
 * @param began earlier mail is not new, ms since 1970
 */
export async function notifyOfNew(types: ReadonlySet<string>, notifies: boolean, began: number): Promise<void> {
  const byOwner = Map.groupBy(notifyingFolders(), ownerOf);
  const changed = [...byOwner].filter(([owner]) => types.has(owner === undefined ? 'Email' : idOf(owner, 'Email')));
  const found = await Promise.all(changed.map(([, ids]) => unreadIn(ids)));
  const rows = found.flat();
  const fresh = rows.filter(({ id, receivedAt }) => !notified.has(id) && Date.parse(receivedAt) > began);
  for (const { id } of rows) notified.add(id);
  if (fresh.length === 0) return;
  announce(text('new.announce', { count: fresh.length }));
  if (!notifies || !wantsNotifications() || document.visibilityState === 'visible') return;
  for (const row of fresh) notify(row);
}

/** Returns the newest unread emails of some folders of one account. */
async function unreadIn(mailboxIds: readonly string[]): Promise<Row[]> {
  const accountId = accountOf(mailboxIds[0]);
  const filter = {
    operator: 'AND',
    conditions: [
      { operator: 'OR', conditions: mailboxIds.map((inMailbox) => ({ inMailbox })) },
      { notKeyword: '$seen' },
    ],
  };
  const sort = [{ property: 'receivedAt', isAscending: false }];
  const ids = { resultOf: '0', name: 'Email/query', path: '/ids' };
  const [, got] = await call([
    ['Email/query', { accountId, filter, sort, limit: 5 }],
    ['Email/get', { accountId, '#ids': ids, properties: ROW_PROPERTIES }],
  ]).catch(() => []);
  return (got?.list ?? []) as Row[];
}

/** Shows a notification: who writes, the subject, and the folder if that is not the Inbox. A click opens the email. */
function notify(row: Row): void {
  const { id, from, subject, mailboxIds } = row;
  const [sender] = from ?? [];
  const folder = notifyingFolders().find((each) => mailboxIds[each]);
  const name = sender ? safeLine(nameOf(sender)) : '';
  const isInbox = folder === mailboxOf('inbox')?.id;
  const where = { name, folder: mailboxAt(folder ?? null)?.name ?? '' };
  const shown = new Notification(isInbox ? text('new.one', { name }) : text('new.oneIn', where), {
    body: safeLine(subject ?? ''),
    icon: useBrand.getState().icon ?? '/icon.svg',
    tag: `${ownerOf(id) ?? ''}${bareId(id)}`,
  });
  shown.onclick = () => {
    window.focus();
    shown.close();
    addRows([row]);
    void openView({ mailboxId: folder ?? null, search: '' });
    openConversation(id);
  };
}
