import { useMail } from './mail.ts';
import { readRange } from './read-range.ts';
import { showError } from './show-error.ts';

const { getState: get, setState: set } = useMail;

/** The conversations of an action: these, or the whole list, loaded or not. */
export type Chosen = readonly string[] | 'all';

/** Where a range begins: the row that was selected last. */
let anchor: string | null = null;

/** Selects or deselects a row; with `isRange` selects all rows from the last one to this and reads the missing ones. */
export function toggleSelected(id: string, isRange: boolean): void {
  const { selected, allSelected, list } = get();
  const next = new Set(selected);
  const [one, other] = [list.ids.indexOf(anchor ?? undefined), list.ids.indexOf(id)];
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  if (isRange && from >= 0) {
    const between = list.ids.slice(from, to + 1);
    for (const each of between) if (each) next.add(each);
    if (between.includes(undefined)) void addRange(from, to, next).catch(showError);
  } else if (!next.delete(id) && !allSelected) next.add(id);
  anchor = id;
  set({ selected: next, allSelected: null });
}

/** The range that is being made with the arrow keys. */
let drawn: { readonly from: string; readonly to: string; readonly base: Selected; readonly made: Selected } | undefined;
type Selected = ReadonlySet<string>;

/** Extends a range by the keyboard from row `before` to row `id`; going back deselects what was passed. */
export function selectOnTo(id: string, before: string): void {
  const { list, selected } = get();
  const isOn = drawn?.to === before && drawn.made === selected;
  const { from, base } = isOn && drawn ? drawn : { from: before, base: selected };
  const [one, other] = [list.ids.indexOf(from), list.ids.indexOf(id)];
  const between = list.ids.slice(Math.min(one, other), Math.max(one, other) + 1);
  const made = new Set([...base, ...between.flatMap((each) => each ?? [])]);
  drawn = { from, to: id, base, made };
  anchor = from;
  set({ selected: made, allSelected: null });
}

/** The selection to which the range being read will be added. */
let reading: ReadonlySet<string> | undefined;

/** Reads a range and adds it. @param begun the selection at the start; where it has changed by then, nothing is added */
async function addRange(from: number, to: number, begun: ReadonlySet<string>): Promise<void> {
  set({ isSelecting: true });
  reading = begun;
  try {
    const ids = await readRange(from, to);
    if (ids && get().selected === begun) set({ selected: new Set([...begun, ...ids]) });
  } finally {
    // A later range may still be being read.
    if (reading === begun) set({ isSelecting: false });
  }
}

/** Selects all loaded rows. */
export function selectRead(): void {
  set({ selected: new Set(get().list.ids.flatMap((id) => id ?? [])), allSelected: null });
}

/** Selects all that the list has now, loaded or not. */
export function selectAll(): void {
  const { list, rows } = get();
  selectRead();
  const until = rows[list.ids[0] ?? '']?.receivedAt ?? new Date().toISOString();
  set({ allSelected: { total: list.total, until } });
}

/** Lets a touch select rows from now on, for devices without hover and keys. */
export function beginChoosing(): void {
  set({ isChoosing: true });
}

export function clearSelection(): void {
  anchor = null;
  set({ selected: new Set(), allSelected: null, isChoosing: false });
}

/** Returns what an action is about: the selection, else the open conversation. */
export function chosen(): Chosen {
  const { selected, allSelected, openId, isSelecting } = get();
  if (isSelecting) return [];
  if (allSelected) return 'all';
  if (selected.size > 0) return [...selected];
  return openId === null ? [] : [openId];
}
