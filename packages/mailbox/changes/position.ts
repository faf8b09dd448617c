import type { Asker } from './changes-page.ts';
import { END_ID, parseState } from './state.ts';

/** How far a client has read the notes about messages, and another list. */
export interface Position {
  asker: Asker;
  /** The modseq, row number and place of the last note. */
  notesFrom: readonly number[];
  /** The last row of the other list; null before paging has begun. */
  otherFrom: readonly number[] | null;
}

/** Reads a state as a position; null if it is not valid. A position in the other list has `otherNumbers` numbers. */
export function readPosition(text: string, otherNumbers: number): Position | null {
  const state = parseState(text, 4 + otherNumbers);
  if (!state) return null;
  const [first, second] = state as [number, number];
  if (state.length === 2) {
    return { asker: { nextId: second, isPaging: false }, notesFrom: [first, END_ID, END_ID], otherFrom: null };
  }
  return { asker: { nextId: first, isPaging: true }, notesFrom: state.slice(1, 4), otherFrom: state.slice(4) };
}
