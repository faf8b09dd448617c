import type { Invocation } from '../jmap/client.ts';
import { ROW_PROPERTIES, type Row } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { foldersOf } from './folders/in-trash.ts';
import { readSigns } from './invitations/signs.ts';
import { keywordNamed } from './labels/names.ts';
import { forgetLeft, staying } from './leaving.ts';
import { accountOf, addRows, call, mailboxOf, useMail, type View } from './mail.ts';
import { marksSince } from './marks.ts';
import { recallView } from './offline/recall.ts';
import { readSearch } from './search.ts';
import { readUnknownSubmissions } from './submissions.ts';
import { type Thread, threadsSince } from './threads.ts';
import { noteWaitingRows, rowsToWait } from './waiting-rows.ts';

/** The ids that the first call found. */
const found = { resultOf: '0', name: 'Email/query', path: '/ids' };
/** Rows that are asked for together. */
const PAGE = 100;

const { getState: get, setState: set } = useMail;

/** Shows a folder or what is searched for, from its beginning. What is shown already stays until there is something else. */
export async function openView(view: View): Promise<void> {
  const isOther = view.mailboxId !== get().list.view.mailboxId || view.search !== get().list.view.search;
  set({
    list: isOther ? { view, ids: [], total: 0, status: 'loading' } : { ...get().list, status: 'loading' },
    selected: new Set(),
    allSelected: null,
    isChoosing: false,
    ...(isOther ? { openId: null } : {}),
  });
  await readPage(0, true);
}

/** The newest first. */
export const BY_DATE = [{ property: 'receivedAt', isAscending: false }];

/** RFC 8621 4.4.1. */
export function filterOf({ mailboxId, search }: View): object | null {
  const conditions: object[] = search ? readSearch(search, keywordNamed) : [];
  if (mailboxId) conditions.push({ inMailbox: mailboxId });
  else {
    const others = ['junk', 'trash'].flatMap((role) => foldersOf(get().mailboxes, role));
    conditions.push({ inMailboxOtherThan: others.map(({ id }) => id) });
  }
  return conditions.length === 1 ? (conditions[0] as object) : { operator: 'AND', conditions };
}

const reading = new Set<number>();
/** Pages that are as the server had them in this round; others are shown as they were until they are read again. */
const fresh = new Set<number>();
/** Grows with each view and each reading from the beginning: what was asked for before is not shown any more. */
let round = 0;
/** Of this round: what was asked in the one before is waited for by nobody, and may be a long search. */
let asking = new AbortController();

/** So many more the server has than are shown, while some wait (waiting-rows.ts). */
let ahead = 0;
/** Whether rows wait. As many may have gone as came, so that `ahead` does not tell. */
let holds = false;

/** Whether somebody asked for the list itself, and has no answer yet: whatever asks again meanwhile, none of it waits. */
let isWanted = false;

let showing: Promise<void> | undefined;

/** The rows that wait come into the list. Who asks again meanwhile waits for the same. */
export function showWaitingRows(): Promise<void> {
  showing ??= readPage(0, true).finally(() => {
    showing = undefined;
  });
  return showing;
}

/**
 * Reads the rows around a position, if they are not there as they are now.
 * @param again all are others now, perhaps
 * @param mayWait what is new may wait until nobody is busy with the list
 */
export async function readPage(position: number, again = false, mayWait = false): Promise<void> {
  const page = Math.floor(position / PAGE);
  if (again) {
    round++;
    asking.abort();
    asking = new AbortController();
    reading.clear();
    fresh.clear();
    forgetLeft();
    if (!mayWait) {
      ahead = 0;
      holds = false;
      isWanted = true;
    }
  }
  if (reading.has(page) || fresh.has(page)) return;
  if (!again && holds && isWhole(page)) return;
  reading.add(page);
  const mine = round;
  const { view } = get().list;
  const accountId = accountOf(view.mailboxId);
  try {
    const wanted = {
      accountId,
      filter: filterOf(view),
      sort: BY_DATE,
      collapseThreads: true,
      position: page * PAGE + (again ? 0 : ahead),
      limit: PAGE,
    };
    const isNewSearch = again && view.search !== '' && get().list.ids.length === 0;
    let asShown = marksSince();
    let answer = await ask(wanted, !isNewSearch);
    if (mine !== round) return;
    if (answer.total === null && answer.ids.length === PAGE) {
      // To count them, all mail may have to be looked through.
      const first = staying(view, answer.ids);
      addRows(asShown(answer.rows));
      set({ list: { view, ids: first, total: first.length, status: 'counting' } });
      asShown = marksSince();
      answer = await ask(wanted, true);
      if (mine !== round) return;
    }
    addRows(asShown(answer.rows));
    const ids = staying(view, answer.ids);
    const all = (answer.total ?? answer.ids.length) - (answer.ids.length - ids.length);
    const waiting = again && !isWanted ? rowsToWait(ids) : 0;
    if (waiting > 0) {
      const gone = await part('leave-out', () => import('./leave-out.ts')).catch(() => undefined);
      if (mine !== round) return;
      gone?.leaveOut(ids);
    }
    if (again) {
      isWanted = false;
      holds = waiting > 0;
      ahead = holds ? all - get().list.total : 0;
      noteWaitingRows(waiting);
    }
    if (waiting > 0) {
      set({ list: { ...get().list, status: 'ready' } });
      follow();
      return;
    }
    const total = all - ahead;
    const before = get().list.ids;
    const merged = before.slice(0, total);
    merged.length = total;
    // Who looks for what is not read yet passes over holes.
    merged.fill(undefined, before.length);
    fresh.add(page);
    for (const [at, id] of ids.entries()) merged[page * PAGE + at] = id;
    set({ list: { view, ids: merged, total, status: 'ready' } });
    follow();
    // Without it a row has its own people and its own count.
    void readThreads(ids).catch(() => undefined);
    void readSigns(ids).catch(() => undefined);
    if (view.mailboxId && view.mailboxId === mailboxOf('sent')?.id)
      void readUnknownSubmissions(ids).catch(() => undefined);
  } catch {
    if (mine !== round) return;
    isWanted = false;
    if (get().list.status === 'counting') return;
    if (!(await showKept(view, mine)) && mine === round) set({ list: { ...get().list, status: 'failed' } });
  } finally {
    if (mine === round) reading.delete(page);
  }
}

interface Answer {
  readonly ids: readonly string[];
  /** Null: it was not asked for. */
  readonly total: number | null;
  readonly rows: readonly Row[];
}

async function ask(wanted: object & { accountId: string }, calculateTotal: boolean): Promise<Answer> {
  const { accountId } = wanted;
  const rows: Invocation = ['Email/get', { accountId, '#ids': found, properties: ROW_PROPERTIES }];
  const [query, got] = await call([['Email/query', { ...wanted, calculateTotal }], rows], asking.signal);
  const total = calculateTotal ? Number(query?.total ?? 0) : null;
  return { ids: (query?.ids ?? []) as string[], total, rows: (got?.list ?? []) as Row[] };
}

/** Where something is selected. */
function follow(): void {
  if (get().selected.size === 0) return;
  void part('follow-list', () => import('./follow-list.ts'))
    .then(({ followList }) => followList())
    .catch(() => undefined);
}

/** Whether all rows of a page are there. */
function isWhole(page: number): boolean {
  const { ids, total } = get().list;
  const rows = ids.slice(page * PAGE, Math.min((page + 1) * PAGE, total));
  return rows.length > 0 && !rows.includes(undefined);
}

/** Without a connection: what this device has kept of a folder. Returns whether something is shown. */
async function showKept(view: View, mine: number): Promise<boolean> {
  const { isOffline, client } = get();
  if (!isOffline || !client) return false;
  if (get().list.ids.length > 0) {
    // A list that is another one has what it lacks read at once.
    if (get().list.status !== 'ready') set({ list: { ...get().list, status: 'ready' } });
    return true;
  }
  if (view.mailboxId === null || view.search !== '') return false;
  const kept = await recallView(client.accountId, view.mailboxId);
  if (!kept || mine !== round) return false;
  addRows(kept.rows);
  set({
    threads: { ...get().threads, ...kept.threads },
    list: { view, ids: kept.ids, total: kept.ids.length, status: 'ready' },
  });
  return true;
}

/** Which emails the conversations of these rows have, for their people and counts. */
export async function readThreads(ids: readonly string[]): Promise<void> {
  const { rows } = get();
  const wanted = [...new Set(ids.flatMap((id) => rows[id]?.threadId ?? []))];
  if (wanted.length === 0) return;
  const accountId = accountOf(wanted[0]);
  const takeIn = threadsSince();
  const [threads] = await call([['Thread/get', { accountId, ids: wanted }]]);
  const list = (threads?.list ?? []) as Thread[];
  takeIn(list);
  const missing = list
    .filter(({ emailIds }) => emailIds.length > 1)
    .flatMap(({ emailIds }) => emailIds.slice(-10))
    .filter((id) => !get().rows[id]);
  if (missing.length === 0) return;
  const asShown = marksSince();
  const [got] = await call([['Email/get', { accountId, ids: missing.slice(0, 400), properties: ROW_PROPERTIES }]]);
  addRows(asShown((got?.list ?? []) as Row[]));
}
