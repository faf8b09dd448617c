import type { Row } from '../jmap/types.ts';
import { inBatches } from './conversations.ts';
import { accountOf, call, useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/**
 * Keeps the selection in step with the list. A conversation stays selected when a newer email represents it; what has left the list is
 * deselected, so that no action touches mail that is not visible.
 */
export async function followList(): Promise<void> {
  const { selected, list, rows } = get();
  const there = new Set(list.ids);
  const out = [...selected].filter((id) => !there.has(id));
  if (out.length === 0) return;
  const newest = new Map(list.ids.flatMap((id) => (id && rows[id] ? [[rows[id].threadId, id] as const] : [])));
  const now = new Map(out.map((id) => [id, newest.get(rows[id]?.threadId ?? '')]));
  const unknown = out.filter((id) => now.get(id) === undefined);
  for (const id of await stillThere(unknown)) now.set(id, id);
  if (get().list.view !== list.view) return;
  set({ selected: new Set([...get().selected].flatMap((id) => (now.has(id) ? (now.get(id) ?? []) : id))) });
}

/** Returns the emails that still are in the shown folder; a page of the list that was not read again may have them. */
async function stillThere(ids: readonly string[]): Promise<string[]> {
  const { mailboxId } = get().list.view;
  const there: string[] = [];
  for (const some of inBatches(ids)) {
    const accountId = accountOf(some[0]);
    const [got] = await call([['Email/get', { accountId, ids: some, properties: ['mailboxIds'] }]]);
    const found = (got?.list ?? []) as Pick<Row, 'id' | 'mailboxIds'>[];
    there.push(...found.filter((each) => mailboxId === null || each.mailboxIds[mailboxId]).map(({ id }) => id));
  }
  return there;
}
