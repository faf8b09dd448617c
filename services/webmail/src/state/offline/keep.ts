import { ownerOf } from '../../jmap/ids.ts';
import type { Message, Row } from '../../jmap/types.ts';
import { whenIdle } from '../../shell/when-idle.ts';
import { type MailState, useMail } from '../mail.ts';
import { findPending } from './pending.ts';
import { count, readAll, remove, write } from './store.ts';
import type { KeptAccount, KeptMessage, KeptView } from './types.ts';
import { LAST_ACCOUNT } from './types.ts';

/** The most rows of a list, lists, and messages that are stored; the least recently used go first. */
const MAX_ROWS = 100;
const MAX_VIEWS = 30;
const MAX_MESSAGES = 200;
/** The longest message that is stored, in characters. */
const MAX_LENGTH = 250_000;
/** The share by which stores may exceed their limits before all entries are read to find the oldest. */
const SLACK = 0.25;
/** Ms without a change after which the data is written when the page is idle, and the longest time to wait for that. */
const WAIT_MS = 300;
const BUSY_MS = 2_000;

/**
 * Stores what the person sees of an account on this device until the returned function is called, to read it without a connection. Does
 * nothing where the browser has no storage. Mail that others share is not stored, because they may stop sharing at any time.
 */
export function keepSeen(accountId: string): () => void {
  localStorage.setItem(LAST_ACCOUNT, accountId);
  void findPending(accountId);
  let before: MailState | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let work = Promise.resolve();
  const flush = (): void => {
    const [was, now] = [before, useMail.getState()];
    before = now;
    if (now.client?.accountId !== accountId) return;
    work = work.then(() => keepChanged(accountId, was, now)).catch(() => undefined);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => whenIdle(flush, BUSY_MS), WAIT_MS);
  };
  const unsubscribe = useMail.subscribe(soon);
  soon();
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}

async function keepChanged(accountId: string, was: MailState | undefined, now: MailState): Promise<void> {
  const { mailboxes, identities, quota, mailState, client, list, messages } = now;
  if (client && (was?.mailboxes !== mailboxes || was.identities !== identities)) {
    const account: KeptAccount = { session: client.session, mailboxes, identities, quota, mailState };
    await write(accountId, 'things', account, 'account');
  }
  const { mailboxId, search } = list.view;
  const isOwn = ownerOf(mailboxId) === undefined;
  const isSame = was?.list === list && was.rows === now.rows && was.threads === now.threads;
  if (!isSame && isOwn && mailboxId !== null && search === '' && list.status === 'ready') {
    await write(accountId, 'views', viewOf(now), mailboxId);
    await trim<KeptView>(accountId, 'views', MAX_VIEWS, ({ mailboxId: key }) => key);
  }
  const fresh = [...messages.values()].filter(
    (message) => ownerOf(message.id) === undefined && was?.messages.get(message.id) !== message,
  );
  for (const message of fresh) await keepMessage(accountId, message);
  if (fresh.length > 0) await trim<KeptMessage>(accountId, 'messages', MAX_MESSAGES, ({ message }) => message.id);
}

function viewOf({ list, rows, threads }: MailState): KeptView {
  const ids = list.ids.slice(0, MAX_ROWS).filter((id) => id !== undefined);
  const threadIds = [...new Set(ids.flatMap((id) => rows[id]?.threadId ?? []))];
  const shown = threadIds.flatMap((id) => threads[id]?.slice(-10) ?? []);
  return {
    mailboxId: list.view.mailboxId ?? '',
    at: Date.now(),
    ids,
    rows: [...new Set([...ids, ...shown])].flatMap((id): Row[] => (rows[id] ? [rows[id]] : [])),
    threads: Object.fromEntries(threadIds.flatMap((id) => (threads[id] ? [[id, threads[id]]] : []))),
  };
}

async function keepMessage(accountId: string, message: Message): Promise<void> {
  if (JSON.stringify(message).length > MAX_LENGTH) return;
  const kept: KeptMessage = { at: Date.now(), message };
  await write(accountId, 'messages', kept, message.id);
}

async function trim<Kept extends { readonly at: number }>(
  accountId: string,
  store: 'views' | 'messages',
  most: number,
  keyOf: (kept: Kept) => string,
): Promise<void> {
  if ((await count(accountId, store)) <= most * (1 + SLACK)) return;
  const all = await readAll<Kept>(accountId, store);
  const gone = all.toSorted((a, b) => b.at - a.at).slice(most);
  for (const each of gone) await remove(accountId, store, keyOf(each));
}
