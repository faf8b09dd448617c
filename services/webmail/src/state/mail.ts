import { create } from 'zustand';
import { type Args, type Invocation, JmapClient, RequestFailed } from '../jmap/client.ts';
import {
  type Identity,
  type Mailbox,
  MESSAGE_PROPERTIES,
  type Message,
  ROW_PROPERTIES,
  type Row,
  type Submission,
} from '../jmap/types.ts';
import { plainMessage, plainRow } from './plain-rows.ts';
import { readSearch } from './search.ts';

/** Rows that are asked for together. */
const PAGE = 100;
/** Messages that are kept read. */
const MAX_MESSAGES = 200;

export interface View {
  /** Null: everywhere but in Junk and Trash. */
  readonly mailboxId: string | null;
  readonly search: string;
}

interface List {
  readonly view: View;
  /** By position; holes are not read yet. */
  readonly ids: readonly (string | undefined)[];
  readonly total: number;
  readonly status: 'loading' | 'ready' | 'failed';
}

export interface MailState {
  readonly client: JmapClient | null;
  readonly status: 'starting' | 'signed-out' | 'signed-in';
  /** Why the person has to sign in again. */
  readonly ended: boolean;
  readonly isOffline: boolean;
  readonly mailboxes: readonly Mailbox[];
  /** Of all mail of the account, when the mailboxes were read. */
  readonly mailState: string;
  readonly identities: readonly Identity[];
  readonly quota: { readonly used: number; readonly limit: number | null };
  readonly rows: Readonly<Record<string, Row>>;
  readonly threads: Readonly<Record<string, readonly string[]>>;
  readonly messages: ReadonlyMap<string, Message>;
  readonly submissions: Readonly<Record<string, Submission>>;
  readonly list: List;
  /** The email at which the open conversation was opened. */
  readonly openId: string | null;
  readonly selected: ReadonlySet<string>;
  /** A touch chooses a row, and opens none. */
  readonly isChoosing: boolean;
}

const NO_LIST: List = { view: { mailboxId: null, search: '' }, ids: [], total: 0, status: 'loading' };

const SIGNED_OUT = {
  ...{
    client: null,
    mailboxes: [],
    mailState: '',
    identities: [],
    quota: { used: 0, limit: null },
    rows: {},
    threads: {},
  },
  ...{
    messages: new Map(),
    submissions: {},
    list: NO_LIST,
    openId: null,
    selected: new Set<string>(),
    isChoosing: false,
  },
} as const;

export const useMail = create<MailState>(() => ({
  ...SIGNED_OUT,
  ...{ status: 'starting', ended: false, isOffline: false },
}));

const { getState: get, setState: set } = useMail;

export function client(): JmapClient {
  const { client } = get();
  if (!client) throw new Error('nobody is signed in');
  return client;
}

/** Calls, and notes when the line or the session is gone. */
export async function call(calls: readonly Invocation[]): Promise<Args[]> {
  try {
    const answers = await client().call(calls);
    if (get().isOffline) set({ isOffline: false });
    return answers;
  } catch (error) {
    noteFailure(error);
    throw error;
  }
}

export function noteFailure(error: unknown): void {
  if (!(error instanceof RequestFailed)) return;
  if (error.kind === 'offline') set({ isOffline: true });
  if (error.kind === 'signed-out') set({ ...SIGNED_OUT, status: 'signed-out', ended: get().status === 'signed-in' });
}

export function mailboxOf(role: string): Mailbox | undefined {
  return get().mailboxes.find((mailbox) => mailbox.role === role);
}

/** Begins with who is signed in, if anybody is. */
export async function start(): Promise<void> {
  try {
    set({ client: await JmapClient.open() });
    await Promise.all([readMailboxes(), readIdentities()]);
    set({ status: 'signed-in', ended: false, isOffline: false });
    const inbox = mailboxOf('inbox');
    if (inbox && get().list.view.mailboxId === null) await openView({ mailboxId: inbox.id, search: '' });
  } catch (error) {
    noteFailure(error);
    if (get().status === 'starting') set({ status: 'signed-out' });
  }
}

export function signedOut(): void {
  set({ ...SIGNED_OUT, status: 'signed-out', ended: false });
}

export async function readMailboxes(): Promise<void> {
  const [boxes, quota] = await call([
    ['Mailbox/get', { properties: ['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails'] }],
    ['Quota/get', {}],
  ]);
  const [limit] = (quota?.list ?? []) as { used: number; hardLimit: number }[];
  set({
    mailboxes: (boxes?.list ?? []) as Mailbox[],
    mailState: String(boxes?.state ?? ''),
    quota: limit ? { used: limit.used, limit: limit.hardLimit } : { used: 0, limit: null },
  });
}

/** Whether something happened since the mailboxes were read. */
export async function isBehind(): Promise<boolean> {
  const before = get().mailState;
  const [answer] = await call([['Mailbox/get', { ids: [] }]]);
  return answer?.state !== before;
}

export async function readIdentities(): Promise<void> {
  const [answer] = await call([['Identity/get', {}]]);
  set({ identities: (answer?.list ?? []) as Identity[] });
}

/** Shows a folder or what is searched for, from its beginning. What is shown already stays until there is something else. */
export async function openView(view: View): Promise<void> {
  const isOther = view.mailboxId !== get().list.view.mailboxId || view.search !== get().list.view.search;
  set({
    list: isOther ? { view, ids: [], total: 0, status: 'loading' } : { ...get().list, status: 'loading' },
    ...{ selected: new Set(), isChoosing: false },
    ...(isOther ? { openId: null } : {}),
  });
  await readPage(0, true);
}

function filterOf({ mailboxId, search }: View): object | null {
  const conditions: object[] = search ? readSearch(search) : [];
  if (mailboxId) conditions.push({ inMailbox: mailboxId });
  else {
    const others = ['junk', 'trash'].flatMap((role) => mailboxOf(role)?.id ?? []);
    conditions.push({ inMailboxOtherThan: others });
  }
  return conditions.length === 1 ? (conditions[0] as object) : { operator: 'AND', conditions };
}

const reading = new Set<number>();
/** Pages that are as the server had them in this round; others are shown as they were until they are read again. */
const fresh = new Set<number>();
/** Grows with each view and each reading from the beginning: what was asked for before is not shown any more. */
let round = 0;

/** Reads the rows around a position, if they are not there as they are now. @param again all are others now, perhaps */
export async function readPage(position: number, again = false): Promise<void> {
  const page = Math.floor(position / PAGE);
  if (again) {
    round++;
    reading.clear();
    fresh.clear();
  }
  if (reading.has(page) || fresh.has(page)) return;
  reading.add(page);
  const mine = round;
  const { view } = get().list;
  try {
    const [query, , got] = await call([
      [
        'Email/query',
        {
          filter: filterOf(view),
          sort: [{ property: 'receivedAt', isAscending: false }],
          ...{ collapseThreads: true, position: page * PAGE, limit: PAGE, calculateTotal: true },
        },
      ],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['threadId'] }],
      ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ROW_PROPERTIES }],
    ]);
    if (mine !== round) return;
    const ids = (query?.ids ?? []) as string[];
    const total = Number(query?.total ?? ids.length);
    addRows((got?.list ?? []) as Row[]);
    const before = get().list.ids;
    const merged = Array.from({ length: total }, (_, at) => before[at]);
    fresh.add(page);
    for (const [at, id] of ids.entries()) merged[page * PAGE + at] = id;
    set({ list: { view, ids: merged, total, status: 'ready' } });
    void readThreads(ids);
  } catch {
    if (mine === round) set({ list: { ...get().list, status: 'failed' } });
  } finally {
    if (mine === round) reading.delete(page);
  }
}

/** Which emails the conversations of these rows have, for their people and counts. */
async function readThreads(ids: readonly string[]): Promise<void> {
  const { rows } = get();
  const wanted = [...new Set(ids.flatMap((id) => rows[id]?.threadId ?? []))];
  if (wanted.length === 0) return;
  const [threads] = await call([['Thread/get', { ids: wanted }]]);
  const list = (threads?.list ?? []) as { id: string; emailIds: string[] }[];
  set({ threads: { ...get().threads, ...Object.fromEntries(list.map(({ id, emailIds }) => [id, emailIds])) } });
  const missing = list
    .filter(({ emailIds }) => emailIds.length > 1)
    .flatMap(({ emailIds }) => emailIds.slice(-10))
    .filter((id) => !get().rows[id]);
  if (missing.length === 0) return;
  const [got] = await call([['Email/get', { ids: missing.slice(0, 400), properties: ROW_PROPERTIES }]]);
  addRows((got?.list ?? []) as Row[]);
}

/** Takes in rows, and what they say of messages that are read already: their folders and keywords. */
export function addRows(rows: readonly Row[]): void {
  const shown = rows.map(plainRow);
  const messages = new Map(get().messages);
  for (const { id, keywords, mailboxIds } of shown) {
    const message = messages.get(id);
    if (message) messages.set(id, { ...message, keywords, mailboxIds });
  }
  set({ rows: { ...get().rows, ...Object.fromEntries(shown.map((row) => [row.id, row])) }, messages });
}

/** Opens the conversation of an email, and reads it where it is not there. */
export async function openConversation(id: string | null): Promise<void> {
  set({ openId: id });
  if (id === null) return;
  await readConversation(id);
}

export async function readConversation(id: string): Promise<void> {
  const row = get().rows[id];
  const known = row && get().threads[row.threadId];
  const ids = known ?? [id];
  if (ids.every((each) => get().messages.has(each))) return;
  const [threads, got] = await call([
    ['Thread/get', { ids: row ? [row.threadId] : [] }],
    [
      'Email/get',
      {
        ids: ids.slice(-50),
        properties: MESSAGE_PROPERTIES,
        bodyProperties: ['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid'],
        ...{ fetchTextBodyValues: true, fetchHTMLBodyValues: true, maxBodyValueBytes: 500_000 },
      },
    ],
  ]);
  const messages = (got?.list ?? []) as Message[];
  keepMessages(messages);
  addRows(messages);
  const [thread] = (threads?.list ?? []) as { id: string; emailIds: string[] }[];
  if (thread) {
    set({ threads: { ...get().threads, [thread.id]: thread.emailIds } });
    if (thread.emailIds.some((each) => !get().messages.has(each)) && thread.emailIds.length > ids.length)
      await readConversation(id);
  }
}

function keepMessages(messages: readonly Message[]): void {
  const kept = new Map(get().messages);
  for (const message of messages) {
    kept.delete(message.id);
    kept.set(message.id, plainMessage(message));
  }
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_MESSAGES) break;
    kept.delete(oldest);
  }
  set({ messages: kept });
}

/** What became of emails that were sent from here. */
export async function readSubmissions(emailIds: readonly string[]): Promise<void> {
  const [, got] = await call([
    ['EmailSubmission/query', { filter: { emailIds }, sort: [{ property: 'sentAt', isAscending: true }] }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  ]);
  const list = (got?.list ?? []) as Submission[];
  set({ submissions: { ...get().submissions, ...Object.fromEntries(list.map((each) => [each.emailId, each])) } });
}

/** After something changed elsewhere: what is shown is read again, in place. */
export async function refresh(types: ReadonlySet<string>): Promise<void> {
  const work: Promise<void>[] = [];
  if (types.has('Mailbox') || types.has('Email')) {
    work.push(readMailboxes(), readPage(0, true));
    const { openId, rows } = get();
    const row = openId ? rows[openId] : undefined;
    if (openId && row) {
      const { [row.threadId]: _gone, ...threads } = get().threads;
      set({ threads });
      work.push(readThreads([openId]).then(() => readConversation(openId)));
    }
  }
  if (types.has('EmailSubmission')) {
    const known = Object.keys(get().submissions);
    if (known.length > 0) work.push(readSubmissions(known.slice(-100)));
  }
  if (types.has('Identity')) work.push(readIdentities());
  await Promise.allSettled(work);
}
