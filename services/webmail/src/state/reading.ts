import type { Args, Invocation } from '../jmap/client.ts';
import { MESSAGE_PROPERTIES, type Message, type Origin, ROW_PROPERTIES, type Row } from '../jmap/types.ts';
import { accountOf, addRows, call, useMail } from './mail.ts';
import { marksSince } from './marks.ts';
import { recallMessages } from './offline/recall.ts';
import { readOrigins } from './origins.ts';
import { safeMessage } from './safe-rows.ts';
import { tell } from './tell.ts';
import { type Thread, threadsSince } from './threads.ts';

/** The most messages that are kept in memory. */
const MAX_MESSAGES = 200;
/** The most messages of a conversation that are read, the newest ones. */
const MAX_TOGETHER = 50;

const { getState: get, setState: set } = useMail;

/** Opens the conversation of an email and reads it. Null closes it. */
export function openConversation(id: string | null): void {
  set({ openId: id });
  if (id !== null) void readOpen(id);
}

const opening = new Map<string, Promise<void>>();

/**
 * Reads a conversation that is open or may be soon. Where that fails, `unreadableId` says so and it can be tried again. A conversation that no
 * longer exists is closed.
 */
export function readOpen(id: string): Promise<void> {
  const before = opening.get(id);
  if (before) return before;
  const reading = readConversation(id)
    .then(
      () => null,
      () => id,
    )
    .then((unreadableId) => {
      opening.delete(id);
      if (get().openId !== id) return;
      set({ unreadableId });
      if (unreadableId !== null || get().messages.has(id)) return;
      openConversation(null);
      tell('read.gone');
    });
  opening.set(id, reading);
  return reading;
}

/** Reads a conversation as far as it is not read; without a connection, what this device has stored of it. Throws RequestFailed. */
export async function readConversation(id: string): Promise<void> {
  try {
    await readThere(id);
  } catch (error) {
    if (!(await showKept(id))) throw error;
  }
}

async function showKept(id: string): Promise<boolean> {
  const { client, rows, threads } = get();
  if (!client) return false;
  const ids = threads[rows[id]?.threadId ?? ''] ?? [id];
  const missing = ids.filter((each) => !get().messages.has(each));
  const kept = await recallMessages(client.accountId, missing);
  keepMessages(kept.map((message) => ({ ...message, ...flagsOf(rows[message.id] ?? message) })));
  addRows(kept.filter((message) => !rows[message.id]));
  return get().messages.has(id);
}

/** Returns what of a message may have changed after it was read. */
function flagsOf({ keywords, mailboxIds }: Row): Pick<Row, 'keywords' | 'mailboxIds'> {
  return { keywords, mailboxIds };
}

/** Reads the folders and keywords of an open conversation again; the list reads only those of its rows. */
export async function readFlags(id: string): Promise<void> {
  const { rows, threads } = get();
  const ids = (threads[rows[id]?.threadId ?? ''] ?? [id]).slice(-MAX_TOGETHER);
  const asShown = marksSince();
  const [got] = await call([['Email/get', { accountId: accountOf(id), ids, properties: ROW_PROPERTIES }]]);
  addRows(asShown((got?.list ?? []) as Row[]));
}

async function readThere(id: string): Promise<void> {
  const row = get().rows[id];
  const known = row && get().threads[row.threadId];
  const ids = known ?? [id];
  if (ids.every((each) => get().messages.has(each))) return;
  const newest = ids.slice(-MAX_TOGETHER);
  const asShown = marksSince();
  const takeIn = threadsSince();
  const [threads, got] = row ? await readMessages(newest, row.threadId) : await readAlone(id);
  const messages = asShown((got?.list ?? []) as Message[]);
  keepMessages(messages);
  addRows(messages);
  const [thread] = (threads?.list ?? []) as Thread[];
  if (thread) {
    takeIn([thread]);
    if (thread.emailIds.some((each) => !get().messages.has(each)) && thread.emailIds.length > ids.length)
      await readThere(id);
  }
}

function readMessages(ids: readonly string[], threadId: string): Promise<Args[]> {
  return call([['Thread/get', { accountId: accountOf(ids[0]), ids: [threadId] }], messagesOf(ids)]);
}

/** Reads a message whose conversation is not known from a list. */
async function readAlone(id: string): Promise<Args[]> {
  const thread = { resultOf: '0', name: 'Email/get', path: '/list/*/threadId' };
  const [got = {}, threads = {}] = await call([
    messagesOf([id]),
    ['Thread/get', { accountId: accountOf(id), '#ids': thread }],
  ]);
  return [threads, got];
}

function messagesOf(ids: readonly string[]): Invocation {
  return [
    'Email/get',
    {
      accountId: accountOf(ids[0]),
      ids,
      properties: MESSAGE_PROPERTIES,
      bodyProperties: ['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid'],
      fetchTextBodyValues: true,
      fetchHTMLBodyValues: true,
      maxBodyValueBytes: 500_000,
    },
  ];
}

/**
 * Reads who wrote the messages of a conversation, where that is not known. It may take a search of the text index, so no mail waits for it, only
 * conversations the person reads are asked for, and the signal ends it.
 */
export async function readSenders(id: string, signal: AbortSignal): Promise<void> {
  const unknown = (): string[] =>
    (get().threads[get().rows[id]?.threadId ?? ''] ?? [id])
      .filter((each) => get().messages.get(each)?.origin === undefined)
      .slice(-MAX_TOGETHER);
  const asked = unknown();
  const [origins] = await Promise.all([asked.length > 0 ? readOrigins(asked, signal) : new Map(), readOpen(id)]);
  keepOrigins(origins);
  // Messages that are known to belong to the conversation only since it was read.
  const others = unknown().filter((each) => !asked.includes(each));
  if (others.length > 0 && !signal.aborted) keepOrigins(await readOrigins(others, signal));
}

function keepOrigins(origins: ReadonlyMap<string, Origin>): void {
  const kept = new Map(get().messages);
  for (const [id, origin] of origins) {
    const message = kept.get(id);
    if (message) kept.set(id, { ...message, origin });
  }
  set({ messages: kept });
}

function keepMessages(messages: readonly Message[]): void {
  const before = get().messages;
  const kept = new Map(before);
  for (const message of messages) {
    kept.delete(message.id);
    kept.set(message.id, safeMessage({ ...message, origin: message.origin ?? before.get(message.id)?.origin }));
  }
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_MESSAGES) break;
    kept.delete(oldest);
  }
  set({ messages: kept });
}
