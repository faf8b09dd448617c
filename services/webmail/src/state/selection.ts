import { useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/** Where a range begins: the row that was chosen last. */
let anchor: string | null = null;

/** Chooses a row, or lets it go; with a range all between it and the one before. */
export function toggleSelected(id: string, isRange: boolean): void {
  const { selected, list } = get();
  const next = new Set(selected);
  const [from, to] = [list.ids.indexOf(anchor ?? undefined), list.ids.indexOf(id)];
  if (isRange && from >= 0 && to >= 0) {
    for (const each of list.ids.slice(Math.min(from, to), Math.max(from, to) + 1)) if (each) next.add(each);
  } else if (!next.delete(id)) next.add(id);
  anchor = id;
  set({ selected: next });
}

/** Where nothing can hover and no key is held: rows are chosen by a touch from now on. */
export function beginChoosing(): void {
  set({ isChoosing: true });
}

export function clearSelection(): void {
  anchor = null;
  set({ selected: new Set(), isChoosing: false });
}

/** What an action is about: what is chosen, else what is open. */
export function chosen(): string[] {
  const { selected, openId } = get();
  if (selected.size > 0) return [...selected];
  return openId === null ? [] : [openId];
}
