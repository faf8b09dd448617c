import { foldAccents, foldForSearch } from '@postroom/mime';

/** Characters that are shown around the first word that was found; a snippet has at most 255 octets (RFC 8621 5). */
const BEFORE = 40;
const MAX_OCTETS = 255;

/**
 * The text with each of the words in `<mark>`, everything else as HTML shows it; null when none is in it. Of a long text the part
 * around the first one.
 * @param sought words folded by foldCase, found with any accents
 */
export function marked(text: string, sought: readonly string[], isWhole: boolean): string | null {
  const { folded, places, ends } = foldedWithPlaces(text);
  const words = sought.map(foldAccents).filter((word) => word !== '');
  const first = Math.min(...words.map((word) => folded.indexOf(word)).filter((at) => at >= 0));
  if (!Number.isFinite(first)) return null;
  const from = isWhole ? 0 : wordStart(text, Math.max(0, (places[first] as number) - BEFORE));
  const found = foundIn(folded, words).map(
    ([start, end]) => [places[start] as number, ends[end - 1] as number] as const,
  );
  const out: string[] = [];
  let octets = 0;
  let at = from;
  const add = (piece: string, open = '', close = ''): boolean => {
    const written = `${open}${escaped(piece)}${close}`;
    octets += Buffer.byteLength(written);
    if (octets > MAX_OCTETS && !isWhole) return false;
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

/** Adds as many words as fit. */
function addUpTo(text: string, add: (piece: string) => boolean): boolean {
  for (const piece of text.match(/\s*\S{1,40}|\s+/g) ?? []) if (!add(piece)) return false;
  return true;
}

/** Ranges of the folded text, in order; of two that overlap the first. */
function foundIn(folded: string, words: readonly string[]): [start: number, end: number][] {
  const all: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      all.push([at, at + word.length]);
  }
  return all.sort(([one], [other]) => one - other);
}

/** Folding may change how many characters there are: for each place in the folded text where what it came from begins and ends. */
function foldedWithPlaces(text: string): { folded: string; places: number[]; ends: number[] } {
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
    // A mark belongs to the letter before it
    if (piece === '' && ends.length > 0) ends[ends.length - 1] = end;
    folded += piece;
    at = end;
  }
  return { folded, places, ends };
}

function wordStart(text: string, from: number): number {
  if (from === 0) return 0;
  const space = text.indexOf(' ', from);
  return space >= 0 && space < from + BEFORE ? space + 1 : from;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
