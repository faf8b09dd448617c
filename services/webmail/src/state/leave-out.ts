import { useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/**
 * Removes rows that others took away, while new rows wait above the list. Only rows below the one that the person is at go now, so that
 * nothing moves there; the others go when the waiting rows come in.
 * @param there the beginning of the list as the server has it
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

/** Returns the rows under the pointer, with the focus, and the first visible one. */
function heldRows(): string[] {
  const list = document.getElementById('list');
  const top = list?.getBoundingClientRect().top ?? 0;
  const rows = [...(list?.querySelectorAll<HTMLElement>('[role=row]') ?? [])];
  const first = rows.find((row) => row.getBoundingClientRect().bottom > top);
  const held = rows.filter((row) => row === first || row.matches(':hover, :focus-within'));
  return held.flatMap(({ dataset }) => dataset.id ?? []);
}
