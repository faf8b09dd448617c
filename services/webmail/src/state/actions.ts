import { longDate } from '../format/dates.ts';
import { type Args, RequestFailed } from '../jmap/client.ts';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox, Row } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { readMailboxes } from './account.ts';
import { emailsOf, inBatches, knownEmailsOf, movedTo } from './conversations.ts';
import { inOrder } from './in-order.ts';
import { readPage } from './list.ts';
import { accountOf, addRows, call, client, isOfflineError, mailboxAt, mailboxOf, useMail } from './mail.ts';
import { type Change, later } from './offline/change.ts';
import { putOff } from './offline/pending.ts';
import { Refused, Said, type SetError } from './refused.ts';
import { type Offers, offersHere } from './shared/offers.ts';
import { targetFrom } from './shared/owner.ts';
import { readOwners } from './shared/owners.ts';
import { tell } from './tell.ts';
import { show } from './toasts.ts';

const { getState: get, setState: set } = useMail;

type Patch = Record<string, unknown>;

/** Whether this can be done with the mail that is shown; if not, it says so. */
function isOffered(offer: keyof Offers): boolean {
  if (offersHere()[offer]) return true;
  void part('say', () => import('./shared/say.ts')).then(({ tellMayNot }) => tellMayNot(), tell);
  return false;
}

/** Counts of the account's folders, as they are now. */
function readFolders(accountId: string): void {
  const read = accountId === client().accountId ? readMailboxes() : readOwners([accountId]);
  void read.catch(() => undefined);
}

/** Whether what failed for want of a connection is kept, and done when there is one; not with what is somebody else's. */
async function waitsFor(error: unknown, id: string | undefined, change: Change): Promise<boolean> {
  if (!isOfflineError(error) || ownerOf(id) !== undefined) return false;
  return putOff(client().accountId, change).then(
    () => true,
    () => false,
  );
}

/**
 * Changes emails at once here, and behind it there; what is refused is taken back. Throws when something was not changed.
 * @param changed gets those that were
 */
export async function change(
  rows: readonly Row[],
  patchOf: (row: Row) => Patch,
  after: (row: Row) => Row,
  changed: Row[] = [],
): Promise<void> {
  const before = get().rows;
  const [first] = rows;
  if (!first) return;
  const accountId = accountOf(first.id);
  addRows(rows.map(after));
  for (const some of inBatches(rows)) {
    const update = Object.fromEntries(some.map((row) => [row.id, patchOf(row)]));
    try {
      const [answer] = await call([['Email/set', { accountId, update }]]);
      const refused = (answer?.notUpdated ?? {}) as Record<string, SetError>;
      const [why] = Object.values(refused);
      changed.push(...some.filter(({ id }) => !refused[id]));
      if (!why) continue;
      addRows(some.filter(({ id }) => refused[id]));
      throw new Refused(why);
    } catch (error) {
      const waits = some.map((row) => [row.id, later(before[row.id] ?? row, update[row.id] ?? {})]);
      if (await waitsFor(error, first.id, { kind: 'update', emails: Object.fromEntries(waits) })) {
        changed.push(...some);
        continue;
      }
      if (error instanceof RequestFailed) addRows(rows.slice(rows.indexOf(some[0] as Row)));
      throw error;
    }
  }
  readFolders(accountId);
}

/** Sets a keyword of the conversations of these rows. */
export async function setKeyword(ids: readonly string[], keyword: string, isSet: boolean): Promise<void> {
  if (!isOffered(keyword === '$seen' ? 'read' : 'mark')) return;
  const known = knownEmailsOf(ids);
  addRows(known.map((row) => withKeyword(row, keyword, isSet)));
  await inOrder(async () => {
    let emails: Row[];
    try {
      emails = await emailsOf(ids, known);
    } catch (error) {
      addRows(known);
      tell(error);
      return;
    }
    await mark(emails, keyword, isSet).catch(tell);
  });
}

export function withKeyword(row: Row, keyword: string, isSet: boolean): Row {
  const { [keyword]: _gone, ...others } = row.keywords;
  return { ...row, keywords: isSet ? { ...others, [keyword]: true } : others };
}

/** These emails alone were seen. */
export async function markRead(ids: readonly string[]): Promise<void> {
  if (!offersHere().read) return;
  const emails = (): Row[] => ids.flatMap((id) => get().rows[id] ?? []);
  await inOrder(() => mark(emails(), '$seen', true)).catch(() => undefined);
}

async function mark(emails: readonly Row[], keyword: string, isSet: boolean): Promise<void> {
  await change(
    emails.filter((row) => Boolean(row.keywords[keyword]) !== isSet),
    () => ({ [`keywords/${keyword}`]: isSet ? true : null }),
    (row) => withKeyword(row, keyword, isSet),
  );
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
    ...{ selected: new Set([...selected].filter((id) => !ids.has(id))), isChoosing: false },
    ...(isOpenGone ? { openId: window.innerWidth >= 768 ? (left[Math.min(at, left.length - 1)] ?? null) : null } : {}),
  });
}

/** The rows are again where they were, if that list is still the one that is shown. */
function backToList(before: ReturnType<typeof get>['list']): void {
  const { view } = get().list;
  if (view.mailboxId !== before.view.mailboxId || view.search !== before.view.search) return;
  set({ list: before });
  void readPage(0, true);
}

interface Move {
  readonly done: string;
  /** Into Trash or Junk. */
  readonly isAway?: boolean;
  readonly more?: Patch;
}

/** Moves conversations into a folder, with an undo that puts each email back to where it was; where it breaks off half way, too. */
async function moveInto(
  ids: readonly string[],
  mailboxId: string,
  { done, isAway = false, more = {} }: Move,
): Promise<void> {
  const { list } = get();
  const here = list.view.mailboxId;
  if (ids.length === 0 || here === mailboxId) return;
  const emails = emailsOf(ids);
  if (here !== null) takeFromList(new Set(ids));
  const moved: Row[] = [];
  const takeBack = async (): Promise<void> => {
    const without = 'snoozed' in more ? { snoozed: null } : {};
    const back = ({ mailboxIds, keywords }: Row): Patch => ({ mailboxIds, keywords, ...without });
    await change(moved, back, (row) => row).catch(tell);
    backToList(list);
  };
  const undo = { label: text('app.undo'), run: () => void takeBack() };
  try {
    const rows = await emails;
    const to = (row: Row): Record<string, true> => movedTo(row, here, mailboxId, isAway);
    await change(
      rows,
      (row) => ({ mailboxIds: to(row), ...more }),
      (row) => ({ ...row, mailboxIds: to(row) }),
      moved,
    );
  } catch (error) {
    backToList(list);
    tell(error, moved.length > 0 ? undo : undefined);
    return;
  }
  show(done, undo);
}

/** The folder with a role, of the account whose mail is shown. */
function targetHere(role: string): Mailbox | undefined {
  return targetFrom(get(), get().list.view.mailboxId, role);
}

export async function archive(ids: readonly string[]): Promise<void> {
  if (!isOffered('archive')) return;
  const target = targetHere('archive');
  if (target) await moveInto(ids, target.id, { done: text('done.archive', { count: ids.length }) });
}

/** Into Trash; what is there already goes for good, and so does what somebody else has for whose Trash one may not put it: that is asked. */
export async function remove(ids: readonly string[]): Promise<void> {
  if (ids.length === 0 || !isOffered('remove')) return;
  const here = mailboxAt(get().list.view.mailboxId);
  const trash = targetHere('trash');
  if (here && (offersHere().remove === 'forever' || !trash)) {
    if (!(await asksToRemove(ids.length))) return;
    await destroy(ids, here.id);
  } else if (trash) await moveInto(ids, trash.id, { done: text('done.delete', { count: ids.length }), isAway: true });
}

/** Without the part that asks it is not done. */
async function asksToRemove(count: number): Promise<boolean> {
  try {
    return (await part('say', () => import('./shared/say.ts'))).asksToRemove(count);
  } catch (error) {
    tell(error);
    return false;
  }
}

async function destroy(ids: readonly string[], mailboxId: string): Promise<void> {
  const { list } = get();
  if (ids.length === 0) return;
  const emails = emailsOf(ids);
  takeFromList(new Set(ids));
  try {
    const { kept } = await destroyIn(mailboxId, await emails);
    if (kept > 0) throw new Said(text('done.notDeleted', { count: kept }));
    show(text('done.deleteForGood', { count: ids.length }));
    readFolders(accountOf(mailboxId));
  } catch (error) {
    backToList(list);
    tell(error);
  }
}

/** Destroys emails of a folder; those that lie in another one as well only go from this one. */
export async function destroyIn(
  mailboxId: string,
  emails: readonly Pick<Row, 'id' | 'mailboxIds'>[],
): Promise<{ kept: number }> {
  let kept = 0;
  const accountId = accountOf(mailboxId);
  for (const some of inBatches(emails)) {
    const isElsewhere = ({ mailboxIds }: Pick<Row, 'mailboxIds'>): boolean =>
      Object.keys(mailboxIds).some((id) => id !== mailboxId);
    const update = some.filter(isElsewhere).map(({ id }) => [id, { [`mailboxIds/${mailboxId}`]: null }]);
    const destroy = some.filter((email) => !isElsewhere(email)).map(({ id }) => id);
    let answer: Args | undefined;
    try {
      [answer] = await call([['Email/set', { accountId, update: Object.fromEntries(update), destroy }]]);
    } catch (error) {
      if (await waitsFor(error, mailboxId, { kind: 'destroy', mailboxId, ids: some.map(({ id }) => id) })) continue;
      throw error;
    }
    const refused = { ...(answer?.notUpdated as object | null), ...(answer?.notDestroyed as object | null) };
    kept += Object.values(refused).filter((error) => (error as { type: string }).type !== 'notFound').length;
  }
  return { kept };
}

export async function junk(ids: readonly string[], isJunk: boolean): Promise<void> {
  if (!isOffered('junk')) return;
  const target = targetHere(isJunk ? 'junk' : 'inbox');
  if (!target) return;
  const done = isJunk
    ? text('done.junk', { count: ids.length })
    : text('done.move', { count: ids.length, folder: text('role.inbox') });
  const more = { 'keywords/$junk': isJunk ? true : null, 'keywords/$notjunk': isJunk ? null : true };
  await moveInto(ids, target.id, { done, isAway: isJunk, more });
}

export async function moveTo(ids: readonly string[], mailboxId: string, folder: string): Promise<void> {
  await moveInto(ids, mailboxId, { done: text('done.move', { count: ids.length, folder }) });
}

/** Until a time; the folder for it is made when it is needed first. */
export async function snooze(ids: readonly string[], until: Date): Promise<void> {
  if (!isOffered('snooze')) return;
  let target = mailboxOf('snoozed')?.id;
  try {
    if (!target) {
      const create = { snoozed: { name: 'Snoozed', role: 'snoozed' } };
      const [answer] = await call([['Mailbox/set', { create }]]);
      target = (answer?.created as { snoozed?: { id: string } } | null)?.snoozed?.id;
      await readMailboxes();
    }
  } catch (error) {
    tell(error);
    return;
  }
  if (!target) return;
  const at = `${until.toISOString().slice(0, 19)}Z`;
  const snoozed = { until: at, moveToMailboxId: null, setKeywords: { $seen: false } };
  await moveInto(ids, target, { done: text('done.snooze', { when: longDate(at) }), more: { snoozed } });
}
