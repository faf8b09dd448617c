import { foldAccents, foldForSearch } from '@postroom/mime';

/** Characters shown before the first match, and the most octets of a snippet (RFC 8621 5). */
const BEFORE = 40;
const MAX_OCTETS = 255;

/** Characters that are folded at once to search for the words, and characters that are processed around the first match. */
const WINDOW = 4_096;
const AROUND = 512;

/**
 * Returns the text as HTML with each of the words in `<mark>`; null when no word is in it. Of a long text it returns only the part around
 * the first match, since to process text letter by letter costs much more than to see that it has no match.
 * @param sought words folded by foldCase; they match with any accents
 */
export function marked(text: string, sought: readonly string[], isWhole: boolean): string | null {
  const words = sought.map(foldAccents).filter((word) => word !== '');
  if (isWhole)
    return firstOf(foldedWithPlaces(text), words) < 0 ? null : markedIn(text, words, Number.POSITIVE_INFINITY);
  // A letter may consist of several characters.
  const longest = 4 * Math.max(0, ...words.map(({ length }) => length)) + 64;
  const first = placeOfFirst(text, words, longest);
  if (first < 0) return null;
  const from = wordStart(text, Math.max(0, first - BEFORE));
  return markedIn(text.slice(from, first + AROUND + longest), words, MAX_OCTETS);
}

/** Returns the place where the first of the words begins, or -1. */
function placeOfFirst(text: string, words: readonly string[], longest: number): number {
  for (let start = 0; start < text.length; start += WINDOW) {
    const begin = Math.max(0, start - longest);
    const window = text.slice(begin, start + WINDOW);
    const folded = foldForSearch(window);
    if (!words.some((word) => folded.includes(word))) continue;
    const first = firstOf(foldedWithPlaces(window), words);
    if (first >= 0) return begin + first;
  }
  return -1;
}

function firstOf({ folded, places }: Folded, words: readonly string[]): number {
  const found = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  return found.length === 0 ? -1 : (places[Math.min(...found)] as number);
}

/** Marks the words in as much of the text as fits into `maxOctets`. */
function markedIn(text: string, words: readonly string[], maxOctets: number): string {
  const { folded, places, ends } = foldedWithPlaces(text);
  const found = foundIn(folded, words).map(
    ([start, end]) => [places[start] as number, ends[end - 1] as number] as const,
  );
  const out: string[] = [];
  let octets = 0;
  let at = 0;
  const add = (piece: string, open = '', close = ''): boolean => {
    const written = `${open}${escaped(piece)}${close}`;
    octets += Buffer.byteLength(written);
    if (octets > maxOctets) return false;
    out.push(written);
    return true;
  };
  for (const [start, end] of found) {
    if (start < at) continue;
    if (!addUpTo(text.slice(at, start), add) || !add(text.slice(start, end), '<mark>', '</mark>')) return out.join('');
    at = end;
  }
  addUpTo(text.slice(at), add);
  return out.join('');
}

/** Adds as many words as fit. Returns whether all did. */
function addUpTo(text: string, add: (piece: string) => boolean): boolean {
  for (const piece of text.match(/\s*\S{1,40}|\s+/g) ?? []) if (!add(piece)) return false;
  return true;
}

/** Returns the ranges of the words in the folded text, in order; ranges may overlap. */
function foundIn(folded: string, words: readonly string[]): [start: number, end: number][] {
  const all: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      all.push([at, at + word.length]);
  }
  return all.sort(([one], [other]) => one - other);
}

/** Folding may change the number of characters. For each place in `folded`: where its source in the text begins and ends. */
interface Folded {
  readonly folded: string;
  readonly places: readonly number[];
  readonly ends: readonly number[];
}

function foldedWithPlaces(text: string): Folded {
  let folded = '';
  const places: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = foldForSearch(character);
    const end = at + character.length;
    for (let n = 0; n < piece.length; n++) {
      places.push(at);
      ends.push(end);
    }
    // A combining mark belongs to the letter before it.
    if (piece === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += piece;
    at = end;
  }
  return { folded, places, ends };
}

function wordStart(text: string, from: number): number {
  if (from === 0) return 0;
  const space = text.indexOf(' ', from);
  if (space >= 0 && space < from + BEFORE) return space + 1;
  return isLowSurrogate(text, from) ? from + 1 : from;
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
