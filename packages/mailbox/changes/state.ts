/**
 * A state of RFC 8620 5.2: up to where a client knows the changes. When it knows all, it is the account's modseq and its next id; objects with
 * that id or a higher one were made later, since ids are given out in order under the account's lock. In the middle of many changes it is
 * how far each list has been read.
 */
export type State = readonly number[];

/** Greater than all ids and other numbers of a change. */
export const END_ID = Number.MAX_SAFE_INTEGER;

/** Returns the numbers of a state: two for a complete one, otherwise `length`. Null if it is not valid. */
export function parseState(text: string, length: number): State | null {
  if (text.length > MAX_STATE || !/^\d+(?:\.\d+)*$/.test(text)) return null;
  const numbers = text.split('.').map(Number);
  if (numbers.length !== 2 && numbers.length !== length) return null;
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}

/** The most characters: seven numbers of sixteen digits. */
const MAX_STATE = 120;

export function formatState(numbers: Iterable<number>): string {
  return [...numbers].join('.');
}

/** Returns the part of a state that changes with new mail only, not with flags and moves (RFC 8621 1.5, EmailDelivery): the next id. */
export function deliveryState(state: string): string {
  return /^\d+\.(\d+)/.exec(state)?.[1] ?? state;
}
