/** A page of changes (RFC 8620 5.2): each id is in only one of the lists. */
export interface Changes {
  created: number[];
  updated: number[];
  destroyed: number[];
  /** Where the next page begins, or the state after this last page. */
  newState: string;
  hasMoreChanges: boolean;
}

/** The most ids of a page, whatever the client asks for. */
const MAX_PAGE = 5_000;

export function pageSize(maxChanges: number): number {
  return Math.max(1, Math.min(Math.floor(maxChanges), MAX_PAGE));
}

export type Verdict = 'created' | 'updated' | 'destroyed';

/** Collects the ids of a page. */
export class ChangesPage {
  readonly #size: number;
  readonly #verdicts = new Map<number, Verdict>();

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds an id. Returns false if the page is full and the id belongs to the next one. A null verdict means that nothing is to be told. */
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

/** What the client may already know. */
export interface Asker {
  /** Objects with lower ids existed when paging began. */
  nextId: number;
  /** Whether pages were read before, which may have told of objects with higher ids. */
  isPaging: boolean;
}

/** Returns what to tell of an object, by whether it exists now. */
export function verdictOf(id: number, isThere: boolean, isShown: boolean, { nextId, isPaging }: Asker): Verdict | null {
  if (!isThere) return id < nextId || isPaging ? 'destroyed' : null;
  // An object that is shown again was destroyed for some clients; others are simply told of it once more.
  return id >= nextId || isShown ? 'created' : 'updated';
}

/** How far a list has been read into the page. */
export interface Read {
  cursor: readonly number[];
  isOver: boolean;
}

/**
 * Adds rows, in order, until the page is full. Returns where to go on. If a list has as many rows as were asked for, there may be more.
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
