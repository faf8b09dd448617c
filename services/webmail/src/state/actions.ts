import { longDate } from '../format/dates.ts';
import { RequestFailed } from '../jmap/client.ts';
import type { Mailbox, Row } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { text } from '../words/index.ts';
import { readMailboxes } from './account.ts';
import { forAll } from './bulk/for-all.ts';
import { emailsOf, inBatches, knownEmailsOf, movedTo } from './conversations.ts';
import { isToGo } from './delivery/is-to-go.ts';
import { inOrder } from './in-order.ts';
import { accountOf, addRows, call, client, mailboxAt, mailboxOf, useMail } from './mail.ts';
import { marking, marksSince, setting } from './marks.ts';
import { isMine } from './mine.ts';
import type { Move, Patch } from './move.ts';
import { later } from './offline/change.ts';
import { waitsFor } from './offline/waits-for.ts';
import { Refused, requireDone, type SetError } from './refused.ts';
import type { Chosen } from './selection.ts';
import { type Offers, offersHere } from './shared/offers.ts';
import { may, targetFrom } from './shared/owner.ts';
import { readOwners } from './shared/owners.ts';
import { showError } from './show-error.ts';
import { takeFromList } from './take-from-list.ts';
import { doing } from './toasts.ts';

const { getState: get } = useMail;

/** Returns whether the person may do this with some of the mail shown; if not, tells them so. */
function isOffered(offer: keyof Offers, ids: Chosen): boolean {
  if (offersHere(ids)[offer]) return true;
  void part('say', () => import('./shared/say.ts')).then(({ showMayNot }) => showMayNot(), showError);
  return false;
}

/** Reads the counts of the account's folders again. */
function readFolders(accountId: string): void {
  const read = accountId === client().accountId ? readMailboxes() : readOwners([accountId]);
  void read.catch(() => undefined);
}

/**
 * Changes emails here at once and then on the server; refused changes are undone here. Without a connection the change waits for one.
 * Throws when something was not changed. @param changed receives the emails that were changed
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
  addRows(marksSince()(rows.map(after)));
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

/** Sets or removes a keyword of the conversations of these rows. */
export async function setKeyword(ids: Chosen, keyword: string, isSet: boolean): Promise<void> {
  if (!isOffered(keyword === '$seen' ? 'read' : 'mark', ids)) return;
  if (ids === 'all') return forAll(({ markAll }) => markAll(keyword, isSet));
  const known = knownEmailsOf(ids);
  const { view } = get().list;
  const looked = async (): Promise<Row[]> => {
    try {
      return await emailsOf(ids, known, view);
    } catch (error) {
      addRows(known);
      throw error;
    }
  };
  const sending = () => inOrder(async () => await mark(await looked(), keyword, isSet));
  await marking(known, setting(keyword, isSet), sending).catch(showError);
}

/** Marks these emails as read, and no others of their conversations. */
export async function markRead(ids: readonly string[]): Promise<void> {
  // Unread emails are marked wherever the conversation is shown, so drafts too.
  if (!may(get(), get().list.view.mailboxId, 'maySetSeen')) return;
  const unseen = ids.flatMap((id) => get().rows[id] ?? []).filter(({ keywords }) => !keywords.$seen);
  if (unseen.length === 0) return;
  await marking(unseen, setting('$seen', true), () => inOrder(() => mark(unseen, '$seen', true))).catch(
    () => undefined,
  );
}

async function mark(emails: readonly Row[], keyword: string, isSet: boolean): Promise<void> {
  await change(
    emails.filter((row) => Boolean(row.keywords[keyword]) !== isSet),
    () => ({ [`keywords/${keyword}`]: isSet ? true : null }),
    setting(keyword, isSet),
  );
}

/** Returns whether an email of these, whose submission was never read, still waits to be sent, and tells the person so. */
async function isAnyStillToGo(rows: readonly Row[]): Promise<boolean> {
  const unread = rows.filter((row) => !(row.id in get().submissions) && isMine(row));
  if (unread.length === 0) return false;
  const { findStillToGo } = await part('still-to-go', () => import('./delivery/still-to-go.ts'));
  return (await findStillToGo(unread)) !== undefined;
}

/** Moves conversations into a folder. Undo puts each email back to where it was, also when the move breaks off half way. */
async function moveInto(ids: Chosen, mailboxId: string, move: Move): Promise<void> {
  const here = get().list.view.mailboxId;
  if (ids === 'all') return here === mailboxId ? undefined : forAll(({ moveAll }) => moveAll(mailboxId, move));
  const { isAway = false, more = {} } = move;
  const done = move.done(ids.length);
  if (ids.length === 0 || here === mailboxId) return;
  const emails = emailsOf(ids);
  // In search results (no folder) the rows stay where they are.
  const taken = here === null ? undefined : takeFromList(new Set(ids));
  const moved: Row[] = [];
  const takeBack = async (): Promise<void> => {
    const without = 'snoozed' in more ? { snoozed: null } : {};
    const back = ({ mailboxIds, keywords }: Row): Patch => ({ mailboxIds, keywords, ...without });
    await change(moved, back, (row) => row).catch(showError);
    taken?.comeBack();
  };
  const undo = { label: text('app.undo'), run: () => void takeBack() };
  await doing(async () => {
    try {
      const rows = await emails;
      if (isAway && (await isAnyStillToGo(rows))) {
        taken?.comeBack();
        return undefined;
      }
      const to = (row: Row): Record<string, true> => movedTo(row, here, mailboxId, isAway);
      await change(
        rows,
        (row) => ({ mailboxIds: to(row), ...more }),
        (row) => ({ ...row, mailboxIds: to(row) }),
        moved,
      );
    } catch (error) {
      taken?.comeBack();
      showError(error, moved.length > 0 ? undo : undefined);
      return undefined;
    }
    taken?.stayAway();
    return [done, undo];
  });
}

/** Returns the folder with that role in the account whose mail is shown. */
function targetHere(role: string): Mailbox | undefined {
  return targetFrom(get(), get().list.view.mailboxId, role);
}

export async function archive(ids: Chosen): Promise<void> {
  if (ids.length === 0 || !isOffered('archive', ids)) return;
  const target = targetHere('archive');
  if (target) await moveInto(ids, target.id, { done: (count) => text('done.archive', { count }) });
}

/**
 * Moves conversations to Trash. What is in Trash, and what has no Trash to go to, is deleted for good after a question. Where a message still
 * waits to be sent, nothing is deleted and the person can take it back.
 */
export async function remove(ids: Chosen): Promise<void> {
  if (ids.length === 0 || !isOffered('remove', ids)) return;
  const { list, submissions } = get();
  const emails = knownEmailsOf(ids === 'all' ? list.ids.filter((id) => id !== undefined && id !== null) : ids);
  const toGo = emails.flatMap(({ id }) => submissions[id] ?? []).find(isToGo);
  if (toGo) {
    await part('still-to-go', () => import('./delivery/still-to-go.ts')).then((it) => it.sayStillToGo(toGo), showError);
    return;
  }
  const here = mailboxAt(get().list.view.mailboxId);
  const trash = targetHere('trash');
  if (here && (offersHere(ids).remove === 'forever' || !trash)) {
    // Where the part that asks cannot be loaded, nothing is deleted.
    await part('remove-for-good', () => import('./remove-for-good.ts'))
      .then(({ removeForGood }) => removeForGood(ids, here.id))
      .catch(showError);
  } else if (trash) await moveInto(ids, trash.id, { done: (count) => text('done.delete', { count }), isAway: true });
}

export async function junk(ids: Chosen, isJunk: boolean): Promise<void> {
  if (ids.length === 0 || !isOffered('junk', ids)) return;
  const target = targetHere(isJunk ? 'junk' : 'inbox');
  if (!target) return;
  const done = (count: number): string =>
    isJunk ? text('done.junk', { count }) : text('done.move', { count, folder: text('role.inbox') });
  const more = { 'keywords/$junk': isJunk ? true : null, 'keywords/$notjunk': isJunk ? null : true };
  await moveInto(ids, target.id, { done, isAway: isJunk, more });
}

export async function toInbox(ids: Chosen): Promise<void> {
  const target = targetHere('inbox');
  if (target) await moveTo(ids, target.id, text('role.inbox'));
}

/** Moves conversations into any folder. Moving to Trash deletes, to Junk reports as junk, and from Junk to the Inbox reports as not junk. */
export async function moveTo(ids: Chosen, mailboxId: string, folder: string): Promise<void> {
  const role = mailboxAt(mailboxId)?.role;
  const { remove: how, junk: way } = offersHere(ids);
  if (role === 'trash' && how === 'trash') return remove(ids);
  if (role === 'junk' && way === 'junk') return junk(ids, true);
  if (role === 'inbox' && way === 'not') return junk(ids, false);
  await moveInto(ids, mailboxId, { done: (count) => text('done.move', { count, folder }) });
}

/** Returns the folder for snoozed mail; creates it when it is first needed. */
async function snoozedId(): Promise<string> {
  const known = mailboxOf('snoozed');
  if (known) return known.id;
  const create = { snoozed: { name: 'Snoozed', role: 'snoozed' } };
  const [answer = {}] = await call([['Mailbox/set', { create }]]);
  requireDone(answer);
  await readMailboxes();
  return (answer.created as { snoozed: { id: string } }).snoozed.id;
}

/** Moves conversations to the folder for snoozed mail until a time. */
export async function snooze(ids: readonly string[], until: Date): Promise<void> {
  if (!isOffered('snooze', ids)) return;
  let target: string | undefined;
  try {
    // In order, so that a second snooze does not create the folder twice.
    target = mailboxOf('snoozed')?.id ?? (await inOrder(snoozedId));
  } catch (error) {
    showError(error);
  }
  if (target === undefined) return;
  const at = `${until.toISOString().slice(0, 19)}Z`;
  const snoozed = { until: at, moveToMailboxId: null, setKeywords: { $seen: false } };
  await moveInto(ids, target, { done: () => text('done.snooze', { when: longDate(at) }), more: { snoozed } });
}
