import type { Args, Invocation } from '../jmap/client.ts';
import { MESSAGE_PROPERTIES, type Message, type Origin, type Row } from '../jmap/types.ts';
import { accountOf, addRows, call, useMail } from './mail.ts';
import { marksSince } from './marks.ts';
import { recallMessages } from './offline/recall.ts';
import { readOrigins } from './origins.ts';
import { safeMessage } from './safe-rows.ts';
import { tell } from './tell.ts';
import { type Thread, threadsSince } from './threads.ts';

/** Messages that are kept read. */
const MAX_MESSAGES = 200;
/** Messages of a conversation that are read, the newest. */
const MAX_TOGETHER = 50;

const { getState: get, setState: set } = useMail;

/** Opens the conversation of an email, and reads it where it is not there. */
export function openConversation(id: string | null): void {
  set({ openId: id });
  if (id !== null) void readOpen(id);
}

const opening = new Map<string, Promise<void>>();

/**
 * Reads the conversation that is open, or may be soon. Where that fails, its place says so (`unreadableId`), and it can be tried again. One that
 * is not there any more is closed.
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

/** Reads it where it is not there; without a connection what this device has kept of it. Throws RequestFailed. */
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

/** What of a message may have changed since it was read. */
function flagsOf({ keywords, mailboxIds }: Row): Pick<Row, 'keywords' | 'mailboxIds'> {
  return { keywords, mailboxIds };
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

/** A message of which no list has said in which conversation it is. */
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
 * Reads who wrote the messages of a conversation, where that is not known. No mail waits for it: it may be a look into the index of texts.
 * For that it is asked of what somebody reads, and given up with it.
 */
export async function readSenders(id: string, signal: AbortSignal): Promise<void> {
  const unknown = (): string[] =>
    (get().threads[get().rows[id]?.threadId ?? ''] ?? [id])
      .filter((each) => get().messages.get(each)?.origin === undefined)
      .slice(-MAX_TOGETHER);
  const asked = unknown();
  const [origins] = await Promise.all([asked.length > 0 ? readOrigins(asked, signal) : new Map(), readOpen(id)]);
  keepOrigins(origins);
  // Those of which it was not known that they belong to it.
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
