/** A page of what RFC 8620 5.2 tells of changes: ids, each in one list. */
export interface Changes {
  created: number[];
  updated: number[];
  destroyed: number[];
  /** Where the next page begins, or the state that this one leads to. */
  newState: string;
  hasMoreChanges: boolean;
}

/** Ids of a page at most, whatever is asked for. */
const MAX_PAGE = 5_000;

export function pageSize(maxChanges: number): number {
  return Math.max(1, Math.min(Math.floor(maxChanges), MAX_PAGE));
}

export type Verdict = 'created' | 'updated' | 'destroyed';

/** Gathers the ids of a page. */
export class ChangesPage {
  readonly #size: number;
  readonly #verdicts = new Map<number, Verdict>();

  constructor(size: number) {
    this.#size = size;
  }

  /** False if there is no room for it, and it belongs to the next page. Null is nothing to tell. */
  add(id: number, verdict: Verdict | null): boolean {
    const had = this.#verdicts.get(id);
    if (verdict === null || had === 'created') return true;
    if (had === undefined && this.#verdicts.size >= this.#size) return false;
    this.#verdicts.set(id, verdict);
    return true;
  }

  finish(newState: string, hasMoreChanges: boolean): Changes {
    const changes: Changes = { created: [], updated: [], destroyed: [], newState, hasMoreChanges };
    for (const [id, verdict] of this.#verdicts) changes[verdict].push(id);
    return changes;
  }
}

/** What the one who asks may know already. */
export interface Asker {
  /** Ids below it were there when paging began. */
  nextId: number;
  /** Pages were read since, which may have told of later ones. */
  isPaging: boolean;
}

/** What to tell of something that is there now, or is not. */
export function verdictOf(id: number, isThere: boolean, isShown: boolean, { nextId, isPaging }: Asker): Verdict | null {
  if (!isThere) return id < nextId || isPaging ? 'destroyed' : null;
  // What is shown again was destroyed for some; to the others it is told once more.
  return id >= nextId || isShown ? 'created' : 'updated';
}

/** Rows of one list, in order, as far as they fit. */
export interface Read {
  cursor: readonly number[];
  isOver: boolean;
}

/**
 * Adds rows until the page is full, and returns where to go on. A list that brought as many rows as it was asked for may have more.
 */
export function addRows<Row>(
  rows: readonly Row[],
  asked: number,
  start: readonly number[],
  add: (row: Row) => boolean,
  cursorOf: (row: Row) => readonly number[],
): Read {
  let cursor = start;
  for (const row of rows) {
    if (!add(row)) return { cursor, isOver: false };
    cursor = cursorOf(row);
  }
  return { cursor, isOver: rows.length < asked };
}
