import { leave } from './leaving.ts';
import { readPage } from './list.ts';
import { useMail } from './mail.ts';
import { putBack } from './put-back.ts';

const { getState: get, setState: set } = useMail;

interface Taken {
  /** Keeps the rows away: the server has made the change, or will when there is a connection. */
  stayAway(): void;
  /** Puts the rows back, if the same list is still shown. */
  comeBack(): void;
}

/** Removes rows from the list at once. If the open one is among them, a wide window opens the next one. */
export function takeFromList(ids: ReadonlySet<string>): Taken {
  const { list, openId, selected, client } = get();
  const { view } = list;
  const stayAway = leave(view, ids);
  const at = list.ids.findIndex((id) => id !== undefined && ids.has(id));
  const left = list.ids.filter((id) => id === undefined || !ids.has(id));
  const gone = list.ids.length - left.length;
  const isOpenGone = openId !== null && ids.has(openId);
  set({
    list: { ...list, ids: left, total: Math.max(0, list.total - gone) },
    selected: new Set([...selected].filter((id) => !ids.has(id))),
    allSelected: null,
    isChoosing: false,
    ...(isOpenGone ? { openId: window.innerWidth >= 768 ? (left[Math.min(at, left.length - 1)] ?? null) : null } : {}),
  });
  function comeBack(): void {
    stayAway();
    const { list: now, client: here } = get();
    if (here?.accountId !== client?.accountId) return;
    if (now.view.mailboxId !== view.mailboxId || now.view.search !== view.search) return;
    const back = putBack(now.ids, list.ids, ids);
    set({ list: { ...now, ids: back, total: now.total + back.length - now.ids.length } });
    void readPage(0, true);
  }
  return { stayAway, comeBack };
}
