import { comingTimes, longDate } from '../format/dates.ts';
import type { Row } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { addRows, call, mailboxOf, readMailboxes, useMail } from './mail.ts';
import { show } from './toasts.ts';

const { getState: get, setState: set } = useMail;

type Patch = Record<string, unknown>;

/** All emails of the conversations of these rows that lie in the folder that is shown, or that are unsorted in a search. */
function emailsOf(ids: readonly string[]): Row[] {
  const { rows, threads, list } = get();
  const all = ids.flatMap((id) => threads[rows[id]?.threadId ?? ''] ?? [id]);
  return [...new Set([...ids, ...all])].flatMap((id) => {
    const row = rows[id];
    if (!row) return [];
    const here = list.view.mailboxId === null || row.mailboxIds[list.view.mailboxId] || ids.includes(id);
    return here ? [row] : [];
  });
}

/** Changes emails at once here, and behind it there; what is refused is taken back. */
async function change(rows: readonly Row[], patchOf: (row: Row) => Patch, after: (row: Row) => Row): Promise<void> {
  if (rows.length === 0) return;
  addRows(rows.map(after));
  try {
    const [answer] = await call([
      ['Email/set', { update: Object.fromEntries(rows.map((row) => [row.id, patchOf(row)])) }],
    ]);
    const refused = Object.keys((answer?.notUpdated ?? {}) as object);
    if (refused.length > 0) throw new Error(String(refused));
    void readMailboxes();
  } catch (error) {
    addRows(rows);
    show(text('app.failed', { reason: error instanceof Error ? error.message : '' }));
    throw error;
  }
}

export async function setKeyword(ids: readonly string[], keyword: string, isSet: boolean): Promise<void> {
  const rows = emailsOf(ids).filter((row) => Boolean(row.keywords[keyword]) !== isSet);
  await change(
    rows,
    () => ({ [`keywords/${keyword}`]: isSet ? true : null }),
    (row) => {
      const { [keyword]: _gone, ...others } = row.keywords;
      return { ...row, keywords: isSet ? { ...others, [keyword]: true } : others };
    },
  ).catch(() => undefined);
}

/** The rows go from the list at once; what follows them is opened if one of them was open. */
function takeFromList(ids: ReadonlySet<string>): void {
  const { list, openId, selected } = get();
  const at = list.ids.findIndex((id) => id !== undefined && ids.has(id));
  const left = list.ids.filter((id) => id === undefined || !ids.has(id));
  const gone = list.ids.length - left.length;
  const isOpenGone = openId !== null && ids.has(openId);
  set({
    list: { ...list, ids: left, total: Math.max(0, list.total - gone) },
    selected: new Set([...selected].filter((id) => !ids.has(id))),
    ...(isOpenGone ? { openId: window.innerWidth >= 768 ? (left[Math.min(at, left.length - 1)] ?? null) : null } : {}),
  });
}

/** Moves conversations into a folder, with an undo that puts each email back to where it was. */
async function moveInto(ids: readonly string[], mailboxId: string, done: string, more: Patch = {}): Promise<void> {
  const rows = emailsOf(ids);
  const { list } = get();
  const isShownOn = list.view.mailboxId === null || list.view.mailboxId === mailboxId;
  if (!isShownOn) takeFromList(new Set(ids));
  try {
    await change(
      rows,
      () => ({ mailboxIds: { [mailboxId]: true }, ...more }),
      (row) => ({ ...row, mailboxIds: { [mailboxId]: true } }),
    );
  } catch {
    set({ list });
    return;
  }
  const undo = (): void => {
    set({ list });
    void change(
      rows,
      (row) => ({
        mailboxIds: row.mailboxIds,
        keywords: row.keywords,
        ...('snoozed' in more ? { snoozed: null } : {}),
      }),
      (row) => row,
    ).catch(() => undefined);
  };
  lastUndo = undo;
  show(done, { label: text('app.undo'), run: undo });
}

let lastUndo: (() => void) | undefined;

export function undoLast(): void {
  lastUndo?.();
  lastUndo = undefined;
}

export async function archive(ids: readonly string[]): Promise<void> {
  const target = mailboxOf('archive');
  if (target) await moveInto(ids, target.id, text('done.archive', { count: ids.length }));
}

/** Into Trash; what is there already, and drafts, go for good. */
export async function remove(ids: readonly string[]): Promise<void> {
  const trash = mailboxOf('trash');
  const { view } = get().list;
  if (!trash || view.mailboxId === trash.id) return destroy(ids);
  await moveInto(ids, trash.id, text('done.delete', { count: ids.length }));
}

export async function destroy(ids: readonly string[]): Promise<void> {
  const rows = emailsOf(ids);
  const { list } = get();
  takeFromList(new Set(ids));
  try {
    await call([['Email/set', { destroy: rows.map(({ id }) => id) }]]);
    show(text('done.deleteForGood', { count: ids.length }));
    void readMailboxes();
  } catch (error) {
    set({ list });
    show(text('app.failed', { reason: error instanceof Error ? error.message : '' }));
  }
}

export async function junk(ids: readonly string[], isJunk: boolean): Promise<void> {
  const target = mailboxOf(isJunk ? 'junk' : 'inbox');
  if (!target) return;
  const words = isJunk
    ? text('done.junk', { count: ids.length })
    : text('done.move', { count: ids.length, folder: text('role.inbox') });
  const keywords = { 'keywords/$junk': isJunk ? true : null, 'keywords/$notjunk': isJunk ? null : true };
  await moveInto(ids, target.id, words, keywords);
}

export async function moveTo(ids: readonly string[], mailboxId: string, folder: string): Promise<void> {
  await moveInto(ids, mailboxId, text('done.move', { count: ids.length, folder }));
}

/** Until a time; the folder for it is made when it is needed first. */
export async function snooze(ids: readonly string[], until: Date): Promise<void> {
  let target = mailboxOf('snoozed')?.id;
  if (!target) {
    const create = { snoozed: { name: 'Snoozed', role: 'snoozed' } };
    const [answer] = await call([['Mailbox/set', { create }]]);
    target = (answer?.created as { snoozed?: { id: string } } | null)?.snoozed?.id;
    await readMailboxes();
  }
  if (!target) return;
  const at = `${until.toISOString().slice(0, 19)}Z`;
  const snoozed = { until: at, moveToMailboxId: null, setKeywords: { $seen: false } };
  await moveInto(ids, target, text('done.snooze', { when: longDate(at) }), { snoozed });
}

export { comingTimes };
