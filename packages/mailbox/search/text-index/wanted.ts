import { foldAccents } from '@postroom/mime';
import { gramsOf } from './grams.ts';
import type { Bits } from './postings.ts';

/** What a text must contain for a query to match, as far as the index can tell; `anything` when it cannot. */
export type Wanted = { key: 'contains'; text: string } | { key: 'and' | 'or'; of: Wanted[] } | { key: 'anything' };

/** @param text folded by foldCase; accents are removed, as in the index */
export function contains(text: string): Wanted {
  return { key: 'contains', text: foldAccents(text) };
}

/** How many grams of one text are looked up; more would exclude few further messages. */
const GRAMS_OF_TEXT = 6;

/** Returns evenly spread grams of a text, which exclude the most. None when the text is shorter than a gram. */
export function sampledGrams(text: string): number[] {
  const grams = gramsOf(text);
  if (grams.length <= GRAMS_OF_TEXT) return grams;
  const step = (grams.length - 1) / (GRAMS_OF_TEXT - 1);
  return Array.from({ length: GRAMS_OF_TEXT }, (_, index) => grams[Math.round(index * step)] as number);
}

/** Returns the condition without the parts that exclude nothing. */
export function simplified(wanted: Wanted): Wanted {
  if (wanted.key === 'contains') return sampledGrams(wanted.text).length === 0 ? ANYTHING : wanted;
  if (wanted.key === 'anything') return wanted;
  const of = wanted.of.map(simplified);
  const narrowing = of.filter(({ key }) => key !== 'anything');
  if (wanted.key === 'or' && narrowing.length < of.length) return ANYTHING;
  return narrowing.length === 0 && wanted.key === 'and' ? ANYTHING : { key: wanted.key, of: narrowing };
}

const ANYTHING: Wanted = { key: 'anything' };

/** Returns all grams that are looked up for it. */
export function gramsFor(wanted: Wanted): Set<number> {
  if (wanted.key === 'anything') return new Set();
  if (wanted.key === 'contains') return new Set(sampledGrams(wanted.text));
  return new Set(wanted.of.flatMap((each) => [...gramsFor(each)]));
}

/** Returns the messages of a segment that may match; null means any. `has` returns those with a gram. */
export function candidates(wanted: Wanted, has: (gram: number) => Bits | null): Bits | null {
  switch (wanted.key) {
    case 'anything':
      return null;
    case 'contains':
      return allOf(sampledGrams(wanted.text).map(has));
    case 'and':
      return allOf(wanted.of.map((each) => candidates(each, has)));
    case 'or':
      return anyOf(wanted.of.map((each) => candidates(each, has)));
  }
}

function allOf(sets: readonly (Bits | null)[]): Bits | null {
  let result: Bits | null = null;
  for (const set of sets) {
    if (set === null) continue;
    if (result === null) result = Uint8Array.from(set);
    else for (let at = 0; at < result.length; at++) result[at] = (result[at] as number) & (set[at] as number);
  }
  return result;
}

function anyOf(sets: readonly (Bits | null)[]): Bits | null {
  const result = new Uint8Array(sets[0]?.length ?? 0);
  for (const set of sets) {
    if (set === null) return null;
    for (let at = 0; at < result.length; at++) result[at] = (result[at] as number) | (set[at] as number);
  }
  return result;
}
