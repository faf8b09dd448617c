import { foldCase } from './fold-case.ts';

/** Returns a text as searches compare it: folded by foldCase, without the accents that people leave out when they type. */
export function foldForSearch(text: string): string {
  return foldAccents(foldCase(text));
}

/**
 * Replaces letters with their base letters in a text that foldCase returned: é is e, ß ss, ł l, ά α, ё е, أ ا; marks beside letters and points
 * of Hebrew and Arabic are removed. Works letter by letter, so that a substring of a text folds to a substring of the folded text. Letters that
 * their writers see as different stay: kana, Hangul, й and ї, and the vowel signs of Indic scripts and Thai.
 */
export function foldAccents(folded: string): string {
  return folded.replace(ACCENTED, (letter) => BASE.get(letter) ?? '');
}

/** Marks and points that searches ignore, as the content of a regular expression's character class, here and in Postgres. */
export const MARKS =
  '\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed';

/** Letters that Unicode does not decompose, or decomposes in another way than people write them. */
const APART = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
  ...pairs('øłđðħŧıĸ', 'olddhtik'),
  ...pairs('ёѐѝ', 'ееи'),
  ...pairs('آأإٱ', 'اااا'),
] as const;

/** Code point ranges whose letters lose the marks they are composed with. */
const DECOMPOSED = [
  [0x00c0, 0x024f], // Latin
  [0x0370, 0x03ff], // Greek
  [0x1e00, 0x1eff], // Latin
  [0x1f00, 0x1fff], // Greek
] as const;

function pairs(letters: string, base: string): (readonly [string, string])[] {
  return [...letters].map((letter, index) => [letter, base[index] as string] as const);
}

function baseLetters(): Map<string, string> {
  const base = new Map<string, string>(APART);
  const marks = new RegExp(`[${MARKS}]`, 'g');
  for (const [from, to] of DECOMPOSED) {
    for (let code = from; code <= to; code++) {
      const letter = String.fromCharCode(code);
      // Only letters that foldCase leaves unchanged can occur
      if (base.has(letter) || foldCase(letter) !== letter) continue;
      const bare = letter.normalize('NFD').replace(marks, '');
      if (bare !== letter) base.set(letter, base.get(bare) ?? bare);
    }
  }
  return base;
}

const BASE = baseLetters();
const ACCENTED = new RegExp(`[${MARKS}${[...BASE.keys()].join('')}]`, 'g');

const SOME_ACCENTED = new RegExp(ACCENTED.source);

/** Returns whether foldAccents leaves a text of foldCase unchanged, as it does most English, Chinese and Russian texts. */
export function isUnaccented(folded: string): boolean {
  return !SOME_ACCENTED.test(folded);
}

/** The letters that are folded, keyed by the one or two base letters that replace them. */
export const ACCENTED_BY: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  BASE.keys(),
  (letter) => BASE.get(letter) as string,
);
