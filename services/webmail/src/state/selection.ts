import { useMail } from './mail.ts';
import { readRange } from './read-range.ts';
import { showError } from './show-error.ts';

const { getState: get, setState: set } = useMail;

/** Conversations that something is done with: these, or all of the list, read or not yet. */
export type Chosen = readonly string[] | 'all';

/** Where a range begins: the row that was chosen last. */
let anchor: string | null = null;

/** Chooses a row, or lets it go; with a range all between it and the one before, which are read where they were not. */
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

/** The range that the arrow keys are drawing. */
let drawn: { readonly from: string; readonly to: string; readonly base: Selected; readonly made: Selected } | undefined;
type Selected = ReadonlySet<string>;

/** Chooses as far as a row beside the one that was come to before: what was passed is chosen, and let go again on the way back. */
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

/** What the range that is read was added to. */
let reading: ReadonlySet<string> | undefined;

/** @param begun what is chosen meanwhile; where that is something else by then, nothing is added */
async function addRange(from: number, to: number, begun: ReadonlySet<string>): Promise<void> {
  set({ isSelecting: true });
  reading = begun;
  try {
    const ids = await readRange(from, to);
    if (ids && get().selected === begun) set({ selected: new Set([...begun, ...ids]) });
  } finally {
    // A later range may be on its way.
    if (reading === begun) set({ isSelecting: false });
  }
}

/** Chooses all rows that were read. */
export function selectRead(): void {
  set({ selected: new Set(get().list.ids.flatMap((id) => id ?? [])), allSelected: null });
}

/** Chooses all that the list has now, read or not yet. */
export function selectAll(): void {
  const { list, rows } = get();
  selectRead();
  const until = rows[list.ids[0] ?? '']?.receivedAt ?? new Date().toISOString();
  set({ allSelected: { total: list.total, until } });
}

/** Where nothing can hover and no key is held: rows are chosen by a touch from now on. */
export function beginChoosing(): void {
  set({ isChoosing: true });
}

export function clearSelection(): void {
  anchor = null;
  set({ selected: new Set(), allSelected: null, isChoosing: false });
}

/** What an action is about: what is chosen, else what is open. */
export function chosen(): Chosen {
  const { selected, allSelected, openId, isSelecting } = get();
  if (isSelecting) return [];
  if (allSelected) return 'all';
  if (selected.size > 0) return [...selected];
  return openId === null ? [] : [openId];
}
