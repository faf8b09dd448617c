import type { Asker } from './changes-page.ts';
import { END_ID, parseState } from './state.ts';

/** How far a client has read what became of messages: the notes, and another list beside them. */
export interface Position {
  asker: Asker;
  /** Modseq, number and place of the last note. */
  notesFrom: readonly number[];
  /** The last row of the other list; null when paging has not begun. */
  otherFrom: readonly number[] | null;
}

/** A state as a position; null if it is none of ours. A place in the other list has `otherNumbers` numbers. */
export function readPosition(text: string, otherNumbers: number): Position | null {
  const state = parseState(text, 4 + otherNumbers);
  if (!state) return null;
  const [first, second] = state as [number, number];
  if (state.length === 2) {
    return { asker: { nextId: second, isPaging: false }, notesFrom: [first, END_ID, END_ID], otherFrom: null };
  }
  return { asker: { nextId: first, isPaging: true }, notesFrom: state.slice(1, 4), otherFrom: state.slice(4) };
}
