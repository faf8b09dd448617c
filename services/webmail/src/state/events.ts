import { nameOf } from '../format/people.ts';
import { request } from '../jmap/client.ts';
import type { Row } from '../jmap/types.ts';
import { ROW_PROPERTIES } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { call, mailboxOf, noteFailure, refresh, useMail } from './mail.ts';
import { wantsNotifications } from './preferences.ts';
import { announce } from './toasts.ts';

/** Ms within which several changes are one. */
const GATHER_MS = 150;

/** Hears of changes (RFC 8620 7.3) until the returned function is called; the browser connects again by itself. */
export function followChanges(): () => void {
  const source = new EventSource('/jmap/events?types=*&closeafter=no&ping=60');
  const types = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  source.addEventListener('state', (event) => {
    const { changed } = JSON.parse((event as MessageEvent<string>).data) as { changed: Record<string, object> };
    for (const states of Object.values(changed)) for (const type of Object.keys(states)) types.add(type);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = new Set(types);
      types.clear();
      void tellNew(all).then(() => refresh(all));
    }, GATHER_MS);
  });
  source.onopen = () => useMail.setState({ isOffline: false });
  source.onerror = () => {
    // It does not come back by itself where the server has refused: the session may have ended.
    if (source.readyState === EventSource.CLOSED) void request('/session').catch(noteFailure);
    if (!navigator.onLine) useMail.setState({ isOffline: true });
  };
  const comeBack = (): void => void refresh(new Set(['Email', 'Mailbox', 'EmailSubmission']));
  window.addEventListener('online', comeBack);
  return () => {
    clearTimeout(timer);
    source.close();
    window.removeEventListener('online', comeBack);
  };
}

/** Looks for unread mail that came into the inbox since the last look, and tells of it. */
async function tellNew(types: ReadonlySet<string>): Promise<void> {
  const inbox = mailboxOf('inbox');
  if (!types.has('Email') || !inbox) return;
  const [, got] = await call([
    [
      'Email/query',
      {
        filter: { operator: 'AND', conditions: [{ inMailbox: inbox.id }, { notKeyword: '$seen' }] },
        ...{ sort: [{ property: 'receivedAt', isAscending: false }], limit: 5 },
      },
    ],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ROW_PROPERTIES }],
  ]).catch(() => []);
  const rows = (got?.list ?? []) as Row[];
  const fresh = rows.filter(({ id, receivedAt }) => !told.has(id) && Date.parse(receivedAt) > began);
  for (const { id } of rows) told.add(id);
  if (fresh.length === 0) return;
  announce(text('new.announce', { count: fresh.length }));
  if (!wantsNotifications() || document.visibilityState === 'visible') return;
  for (const { from, subject } of fresh) {
    const [sender] = from ?? [];
    new Notification(text('new.one', { name: sender ? nameOf(sender) : '' }), {
      body: subject ?? '',
      icon: '/icon.svg',
    });
  }
}

const began = Date.now();
const told = new Set<string>();
