import { foldCase } from '@postroom/mime';

/** Characters that are shown around the first word that was found; a snippet has at most 255 octets (RFC 8621 5). */
const BEFORE = 40;
const MAX_OCTETS = 255;

/**
 * The text with each of the words in `<mark>`, everything else as HTML shows it; null when none is in it. Of a long text the part
 * around the first one.
 * @param words folded by foldCase
 */
export function marked(text: string, words: readonly string[], isWhole: boolean): string | null {
  const { folded, places } = foldedWithPlaces(text);
  const first = Math.min(...words.map((word) => folded.indexOf(word)).filter((at) => at >= 0));
  if (!Number.isFinite(first)) return null;
  const from = isWhole ? 0 : wordStart(text, Math.max(0, (places[first] as number) - BEFORE));
  const found = foundIn(folded, words).map(([start, end]) => [places[start] as number, places[end] as number] as const);
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

/** Folding may change how many characters there are: for each place in the folded text the one it came from, and the end. */
function foldedWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = foldCase(character);
    for (let n = 0; n < piece.length; n++) places.push(at);
    folded += piece;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

function wordStart(text: string, from: number): number {
  if (from === 0) return 0;
  const space = text.indexOf(' ', from);
  return space >= 0 && space < from + BEFORE ? space + 1 : from;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
