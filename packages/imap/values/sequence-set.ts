import { ImapSyntaxError } from './syntax-error.ts';

/** "*" while the largest number is not known: above every 32-bit sequence number and UID. */
const STAR = 2 ** 32;

/** A range that includes both ends; from <= to. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** A sequence-set as the client wrote it (RFC 3501 9): the ends of a range may be in any order, and "*" is not resolved yet. */
export class SequenceSet {
  readonly #ends: readonly number[];

  constructor(ends: readonly number[]) {
    this.#ends = ends;
  }

  /** Parses `2,4:7,9,12:*`; throws ImapSyntaxError. */
  static parse(text: string): SequenceSet {
    const ends: number[] = [];
    for (const piece of text.split(',')) {
      const colon = piece.indexOf(':');
      const from = parseEnd(colon < 0 ? piece : piece.slice(0, colon));
      ends.push(from, colon < 0 ? from : parseEnd(piece.slice(colon + 1)));
    }
    return new SequenceSet(ends);
  }

  /** Whether "*" was written: then the set only means something in a mailbox that has messages. */
  get dynamic(): boolean {
    return this.#ends.includes(STAR);
  }

  /** The largest number written, ignoring "*"; 0 if there is none. */
  get largest(): number {
    return this.#ends.reduce((largest, end) => (end !== STAR && end > largest ? end : largest), 0);
  }

  /** Returns ascending ranges that neither touch nor overlap; "*" is `max`, the largest number in the mailbox (0 if empty). */
  resolve(max: number): NumberRange[] {
    const ranges: { from: number; to: number }[] = [];
    for (let i = 0; i < this.#ends.length; i += 2) {
      const a = this.#end(i, max);
      const b = this.#end(i + 1, max);
      if (a > 0 && b > 0) ranges.push({ from: Math.min(a, b), to: Math.max(a, b) });
    }
    ranges.sort((a, b) => a.from - b.from);
    return merge(ranges);
  }

  #end(index: number, max: number): number {
    const end = this.#ends[index] as number;
    return end === STAR ? max : end;
  }
}

function parseEnd(text: string): number {
  if (text === '*') return STAR;
  if (!/^[1-9][0-9]{0,9}$/.test(text) || Number(text) >= STAR) throw new ImapSyntaxError('Invalid message set');
  return Number(text);
}

function merge(sorted: { from: number; to: number }[]): NumberRange[] {
  const merged: { from: number; to: number }[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else merged.push(range);
  }
  return merged;
}

/** A list of ascending numbers: an array or a Uint32Array. */
export interface Ascending {
  readonly length: number;
  readonly [index: number]: number;
}

/** Returns the index of the first number >= `value`, or `length` if there is none. Searches the first `length` numbers. */
export function lowerBound(numbers: Ascending, value: number, length = numbers.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the index ranges of those `uids` that lie in `ranges`: the meaning of a UID set in a mailbox (unknown UIDs are no error). */
export function indexesOf(ranges: readonly NumberRange[], uids: Ascending): NumberRange[] {
  const found: NumberRange[] = [];
  for (const { from, to } of ranges) {
    const first = lowerBound(uids, from);
    const end = lowerBound(uids, to + 1);
    if (end > first) found.push({ from: first, to: end - 1 });
  }
  return found;
}

/** About how many characters a piece of a long set has. */
const PIECE = 8 * 1024;

/** Yields ascending numbers as the shortest set, `1:3,5`, in pieces; none for an empty list. */
export function* setPieces(numbers: Ascending): Generator<string> {
  let text = '';
  let separator = '';
  for (let i = 0; i < numbers.length; ) {
    const from = numbers[i] as number;
    let to = from;
    while (++i < numbers.length && numbers[i] === to + 1) to += 1;
    text += separator + (from === to ? from : `${from}:${to}`);
    separator = ',';
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** Returns ascending numbers as one set. An empty list has no written form and becomes ''. */
export function formatSet(numbers: Ascending): string {
  return [...setPieces(numbers)].join('');
}
