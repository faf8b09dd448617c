import type { Mailbox, Row } from '../jmap/types.ts';
import { ROW_PROPERTIES } from '../jmap/types.ts';
import { foldersOf } from './folders/in-trash.ts';
import { accountOf, call, client, isOfflineError, useMail } from './mail.ts';

/** Roles of folders whose mail belongs to an action only where such a folder is shown. */
const APART = ['sent', 'drafts', 'junk', 'trash'];

/**
 * Returns the emails of some conversations that an action is about: in a folder those that lie there; in a search of all folders all
 * except sent mail, drafts, junk and trash. Where none of a conversation is left, its chosen emails.
 */
export function meant(
  emails: readonly Row[],
  chosen: ReadonlySet<string>,
  mailboxId: string | null,
  mailboxes: readonly Pick<Mailbox, 'id' | 'role' | 'parentId'>[],
): Row[] {
  if (mailboxId !== null) return emails.filter(({ id, mailboxIds }) => mailboxIds[mailboxId] ?? chosen.has(id));
  const apart = APART.flatMap((role) => foldersOf(mailboxes, role).map(({ id }) => id));
  const byThread = Map.groupBy(emails, ({ threadId }) => threadId);
  return [...byThread.values()].flatMap((thread) => {
    const usual = thread.filter(({ mailboxIds }) => !apart.some((id) => mailboxIds[id]));
    return usual.length > 0 ? usual : thread.filter(({ id }) => chosen.has(id));
  });
}

/**
 * Returns all emails that an action on these rows is about, as the server has them now; without a connection, as they are known here.
 * @param view what was shown when the person chose the action
 */
export async function emailsOf(
  ids: readonly string[],
  known = knownEmailsOf(ids),
  view = useMail.getState().list.view,
): Promise<Row[]> {
  try {
    return await emailsOfThreads(ids, await threadIdsOf(ids), view.mailboxId);
  } catch (error) {
    if (isOfflineError(error)) return known;
    throw error;
  }
}

/** Returns the threads of some emails; asks the server where a row is not loaded. */
async function threadIdsOf(ids: readonly string[]): Promise<string[]> {
  const { rows } = useMail.getState();
  const known = ids.flatMap((id) => rows[id]?.threadId ?? []);
  for (const some of inBatches(ids.filter((id) => !rows[id]))) {
    const args = { accountId: accountOf(ids[0]), ids: some, properties: ['threadId'] };
    const [answer] = await call([['Email/get', args]]);
    known.push(...((answer?.list ?? []) as Pick<Row, 'threadId'>[]).map(({ threadId }) => threadId));
  }
  return known;
}

/** Like `emailsOf`, for known threads. @param mailboxId the folder in which they are shown */
export async function emailsOfThreads(
  ids: readonly string[],
  threadIds: readonly string[],
  mailboxId: string | null,
): Promise<Row[]> {
  const { mailboxes } = useMail.getState();
  const emails: Row[] = [];
  const accountId = accountOf(ids[0]);
  const wanted = new Set<string>(ids);
  for (const some of inBatches([...new Set(threadIds)])) {
    const [answer] = await call([['Thread/get', { accountId, ids: some }]]);
    const threads = (answer?.list ?? []) as { emailIds: string[] }[];
    for (const id of threads.flatMap(({ emailIds }) => emailIds)) wanted.add(id);
  }
  for (const some of inBatches([...wanted])) {
    const [answer] = await call([['Email/get', { accountId, ids: some, properties: ROW_PROPERTIES }]]);
    emails.push(...((answer?.list ?? []) as Row[]));
  }
  return meant(emails, new Set(ids), mailboxId, mailboxes);
}

/** Like `emailsOf`, from what is known here, to show before the server has answered. */
export function knownEmailsOf(ids: readonly string[]): Row[] {
  const { rows, threads, list, mailboxes } = useMail.getState();
  const all = ids.flatMap((id) => threads[rows[id]?.threadId ?? ''] ?? []);
  const emails = [...new Set([...ids, ...all])].flatMap((id) => rows[id] ?? []);
  return meant(emails, new Set(ids), list.view.mailboxId, mailboxes);
}

/** Splits a list into batches of as many items as one call may have. */
export function inBatches<Item>(items: readonly Item[], size = client().maxObjects): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** Returns the folders of an email after a move. It stays in its other folders, unless it goes away: to Trash or Junk alone. */
export function movedTo(
  { mailboxIds }: Pick<Row, 'mailboxIds'>,
  from: string | null,
  to: string,
  isAway: boolean,
): Record<string, true> {
  if (isAway || from === null) return { [to]: true };
  const { [from]: _left, ...others } = mailboxIds;
  return { ...others, [to]: true };
}
