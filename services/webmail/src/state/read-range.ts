import { BY_DATE, filterOf } from './list.ts';
import { accountOf, call, client, useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/** Returns the rows between two positions of the list, also those not read yet; undefined where the page shows another list by then. */
export async function readRange(from: number, to: number): Promise<string[] | undefined> {
  const { view } = get().list;
  const isSame = (): boolean => get().list.view === view;
  const limit = client().maxObjects;
  for (let position = from; position <= to; position += limit) {
    const { ids } = get().list;
    const count = Math.min(limit, to + 1 - position);
    if (!ids.slice(position, position + count).includes(undefined)) continue;
    const accountId = accountOf(view.mailboxId);
    const args = { accountId, filter: filterOf(view), sort: BY_DATE, collapseThreads: true };
    const [query] = await call([['Email/query', { ...args, position, limit: count }]]);
    if (!isSame()) return undefined;
    const { list } = get();
    const merged = [...list.ids];
    for (const [at, id] of ((query?.ids ?? []) as string[]).entries()) merged[position + at] ??= id;
    set({ list: { ...list, ids: merged } });
  }
  return get()
    .list.ids.slice(from, to + 1)
    .flatMap((id) => id ?? []);
}
