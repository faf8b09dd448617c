import type { Invocation } from '../jmap/client.ts';
import { ROW_PROPERTIES, type Row } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { foldersOf } from './folders/in-trash.ts';
import { withoutFarRows } from './forget-rows.ts';
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

/** Refers to the ids that the first call of a request found. */
const found = { resultOf: '0', name: 'Email/query', path: '/ids' };
/** Rows that are read together. */
const PAGE = 100;
/** How many of the visible pages are requested at once. */
const PAGES_AT_ONCE = 2;

const { getState: get, setState: set } = useMail;

/** Shows a folder or a search from its beginning. The same view stays visible until the answer comes. */
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

/** Sorts the newest first. */
export const BY_DATE = [{ property: 'receivedAt', isAscending: false }];

/** Returns the filter of a view (RFC 8621 4.4.1). */
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
/** Pages read in this round; other pages show older rows until they are read again. */
const fresh = new Set<number>();
/** Grows with each reading from the beginning; answers of an earlier round are not shown. */
let round = 0;
/** Aborts the requests of this round: nobody waits for those of an earlier one, and one may be a long search. */
let asking = new AbortController();

/** How many more rows the server has than are shown, while new rows wait (waiting-rows.ts). */
let ahead = 0;
/** Whether rows wait. `ahead` does not tell, because as many rows may have gone as came. */
let holds = false;

/** Whether the person asked for the list and has no answer yet; until then no reading lets rows wait. */
let isWanted = false;

let showing: Promise<void> | undefined;

/** Brings the waiting rows into the list. A second call meanwhile gets the same promise. */
export function showWaitingRows(): Promise<void> {
  showing ??= readPage(0, true).finally(() => {
    showing = undefined;
  });
  return showing;
}

/** The visible pages. */
let seen: readonly number[] = [];

/** Reads the rows around the positions that are visible now. Pages passed while dragging the scroll bar are not requested. */
export function readSeen(positions: readonly number[]): void {
  seen = [...new Set(positions.map((position) => Math.floor(position / PAGE)))];
  readNext();
}

function readNext(): void {
  for (const page of seen) if (reading.size < PAGES_AT_ONCE) void readPage(page * PAGE);
}

/**
 * Reads the rows around a position unless they were read in this round.
 * @param again begins a new round: all rows may have changed
 * @param mayWait new rows may wait while the person is busy with the list
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
      // Counting may take a look at all mail, so the first rows are shown before it.
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
    // Searches in an array skip its holes, so rows that are not loaded become explicit undefined values.
    merged.fill(undefined, before.length);
    fresh.add(page);
    for (const [at, id] of ids.entries()) merged[page * PAGE + at] = id;
    set({ list: { view, ids: merged, total, status: 'ready' } });
    forgetFar(page);
    follow();
    reading.delete(page);
    readNext();
    // Without these a row shows only its own people and a count of one. The rows are rendered before they are asked for.
    setTimeout(() => {
      if (mine !== round) return;
      void readThreads(ids).catch(() => undefined);
      void readSigns(ids).catch(() => undefined);
    });
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

/** Pages that stay in memory on each side of those that are seen. */
const PAGES_BESIDE = 3;

/** Forgets rows of a long list far from what is seen; their pages can be read again. @param page the one that was just read */
function forgetFar(page: number): void {
  const seenNow = [...seen, page];
  const isNear = (each: number): boolean => each === 0 || seenNow.some((one) => Math.abs(one - each) <= PAGES_BESIDE);
  const focused = document.activeElement?.closest<HTMLElement>('#list [role=row]')?.dataset.id;
  const kept = withoutFarRows(get(), (position) => isNear(Math.floor(position / PAGE)), focused);
  if (!kept) return;
  set(kept);
  for (const each of fresh) if (!isNear(each)) fresh.delete(each);
}

interface Answer {
  readonly ids: readonly string[];
  /** Null: the total was not asked for. */
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

/** Lets the selection follow the list, if there is one. */
function follow(): void {
  if (get().selected.size === 0) return;
  void part('follow-list', () => import('./follow-list.ts'))
    .then(({ followList }) => followList())
    .catch(() => undefined);
}

/** Returns whether all rows of a page are there. */
function isWhole(page: number): boolean {
  const { list, rows } = get();
  const ids = list.ids.slice(page * PAGE, Math.min((page + 1) * PAGE, list.total));
  return ids.length > 0 && ids.every((id) => id !== undefined && rows[id]);
}

/** Shows, without a connection, the folder as this device has stored it. Returns whether something is shown. */
async function showKept(view: View, mine: number): Promise<boolean> {
  const { isOffline, client } = get();
  if (!isOffline || !client) return false;
  if (get().list.ids.length > 0) {
    // Set only where it changes: each new list object makes the view ask again for what it lacks.
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

/** Reads which emails are in the conversations of these rows, for their people and counts. */
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
