/**
 * Grams are what the index knows of a text: runs of three characters, or of two when the first is of a script that has words of one or
 * two characters or no spaces (Han, Kana, Hangul, Thai and related ones), and single Han. Characters are UTF-16 units, as for `includes`. A
 * gram is a number below GRAMS; if two grams share a number, there are only some candidates too many.
 */
export const GRAMS = 2 ** 20;

/** Raise this whenever a text would get other grams. Messages with other grams are then searched without the index until they are indexed again. */
export const GRAM_VERSION = 2;

/** How many characters of a text are turned into grams at once, and how many grams that can be. */
export const STRETCH = 4096;
export const STRETCH_GRAMS = 2 * STRETCH;

/** Writes the grams that begin within a stretch of a folded text, repeated ones too. Returns how many. */
export function writeGrams(text: string, from: number, into: Uint32Array): number {
  const end = Math.min(text.length, from + STRETCH);
  let count = 0;
  let first = text.charCodeAt(from);
  let second = text.charCodeAt(from + 1);
  for (let at = from; at < end; at++) {
    const third = at + 2 < text.length ? text.charCodeAt(at + 2) : 0;
    const size = first < FIRST_DENSE ? 3 : (SIZES[first] as number);
    if (size === 3) {
      if (at + 2 < text.length) into[count++] = gramOf(first, second, third);
    } else {
      if (at + 1 < text.length) into[count++] = gramOf(first, second, 0);
      if (size === 1) into[count++] = gramOf(first, 0, 0);
    }
    first = second;
    second = third;
  }
  return count;
}

/** Returns all grams of a short text, each once. */
export function gramsOf(text: string): number[] {
  const grams = new Set<number>();
  const some = new Uint32Array(STRETCH_GRAMS);
  for (let from = 0; from < text.length; from += STRETCH) {
    const count = writeGrams(text, from, some);
    for (const gram of some.subarray(0, count)) grams.add(gram);
  }
  return [...grams];
}

function gramOf(first: number, second: number, third: number): number {
  const mixed = Math.imul(Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b) ^ third, 0xc2b2ae35);
  return Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f) >>> 12;
}

/** All characters below this are of scripts that separate words. */
const FIRST_DENSE = 0x0e00;

/** The length of the shortest gram, by its first character. */
const SIZES = new Uint8Array(2 ** 16).fill(3);
for (const [from, to, size] of [
  [0x0e00, 0x0eff, 2], // Thai, Lao
  [0x1000, 0x109f, 2], // Myanmar
  [0x1100, 0x11ff, 2], // Hangul
  [0x1780, 0x17ff, 2], // Khmer
  [0x2e80, 0x2fdf, 1], // radicals of Han
  [0x3005, 0x3007, 1], // Han
  [0x3040, 0x31ff, 2], // Kana, Bopomofo, Hangul
  [0x3400, 0x4dbf, 1], // Han
  [0x4e00, 0x9fff, 1],
  [0xa960, 0xa97f, 2], // Hangul
  [0xac00, 0xd7ff, 2],
  [0xd800, 0xdbff, 2], // the first half of a character outside the basic plane: rare Han, emoji
  [0xf900, 0xfaff, 1], // Han
] as const) {
  SIZES.fill(size, from, to + 1);
}
