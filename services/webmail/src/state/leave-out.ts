import { useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/**
 * While new rows wait above the list: what others took away meanwhile goes from its place, if that moves nothing that one is at. The rest
 * goes with the rows that come.
 * @param there the first of the list, as the server has them
 */
export function leaveOut(there: readonly string[]): void {
  const { list, selected } = get();
  const isThere = new Set(there);
  const at = Math.max(...heldRows().map((id) => list.ids.indexOf(id)), -1);
  const last = list.ids.findLastIndex((id) => id !== undefined && isThere.has(id));
  const isGone = (id: string | undefined, index: number): boolean =>
    id !== undefined && at >= 0 && index > at && index < last && !isThere.has(id);
  const ids = list.ids.filter((id, index) => !isGone(id, index));
  if (ids.length === list.ids.length) return;
  const left = new Set(ids);
  set({
    list: { ...list, ids, total: list.total - (list.ids.length - ids.length) },
    selected: new Set([...selected].filter((id) => left.has(id))),
  });
}

/** The rows that are pointed at, have the focus, or are the first in sight. */
function heldRows(): string[] {
  const list = document.getElementById('list');
  const top = list?.getBoundingClientRect().top ?? 0;
  const rows = [...(list?.querySelectorAll<HTMLElement>('[role=row]') ?? [])];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > top);
  const held = rows.filter((row) => row === first || row.matches(':hover, :focus-within'));
  return held.flatMap(({ dataset }) => dataset.id ?? []);
}
