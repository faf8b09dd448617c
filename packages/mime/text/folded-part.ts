import { foldCase } from '../fold-case.ts';
import type { Part } from '../part.ts';
import { PartText } from './part-text.ts';

/** How many characters of a part's beginning are kept as they are written. */
const START_LENGTH = 1024;
/** A longer word may be cut where a piece of text ends. */
const LONGEST_WORD = 1024;

/** Folds a part's text for search, from its transfer-encoded octets, in pieces that end between words. */
export class FoldedPart {
  readonly #text: PartText;
  /** The end of the text so far, which may be half a word. */
  #tail = '';
  /** The beginning of the text, not folded. */
  start = '';

  constructor(part: Part) {
    this.#text = new PartText(part);
  }

  /** @param last nothing follows */
  write(bytes: Uint8Array, last: boolean): string {
    const text = this.#text.write(bytes, last);
    if (this.start.length < START_LENGTH)
      this.start = (this.start + text.slice(0, START_LENGTH)).slice(0, START_LENGTH);
    const all = this.#tail + text;
    const end = last ? all.length : wordEnd(all);
    this.#tail = all.slice(end);
    return foldCase(all.slice(0, end));
  }
}

/** Returns where the text can be cut without cutting a word: before its last white space. */
function wordEnd(text: string): number {
  const least = Math.max(0, text.length - LONGEST_WORD);
  for (let at = text.length - 1; at >= least; at--) {
    const char = text.charCodeAt(at);
    if ((char === 0x20 || char === 0x0a) && at > 0 && text.charCodeAt(at - 1) > 0x20) return at;
  }
  return least === 0 ? 0 : text.length;
}
