import { foldBlanks, foldCase, storableText } from '../fold-case.ts';
import type { Part } from '../part.ts';
import { attachmentNames } from './attachment-names.ts';
import { headerText } from './header-text.ts';
import { PartText } from './part-text.ts';

/** RFC 8970 3: no more than 256 characters; 200 are what it recommends. Counted in UTF-16 units. */
const previewLength = 200;
/** Decoded text that is looked at for the preview; newsletters begin with long runs of invisible characters. */
const previewSource = 1024;
/** A word longer than this may be cut where a piece of text ends. */
const longestWord = 1024;
/** A part gets half of the characters that are left, so that none hides those behind it, but no less than this. */
const leastOfPart = 16 * 1024;

/** Gathers the searchable text and the preview of a message from its parts, in their order, within a limit. */
export class TextCollector {
  readonly #pieces: string[] = [];
  #left: number;
  /** What parts the next piece from the last one. */
  #separator = '';
  #plain = '';
  #html = '';
  #part: PartText | undefined;
  #leftOfPart = 0;
  /** The end of a part's text so far, which may be half a word, and its beginning for the preview. */
  #tail = '';
  #start = '';

  /** @param limit characters of search text at most */
  constructor(limit: number) {
    this.#left = limit;
  }

  /** Whether the body of a part is wanted: text for people, and messages for machines, which people read too. */
  wants(part: Part): boolean {
    return this.#left > 0 && (part.type === 'text' || part.type === 'message');
  }

  /** Takes a part's header (RFC 3501 6.4.4: BODY looks into it). */
  header(header: Uint8Array): void {
    if (this.#left > 0) this.#add(foldCase(headerText(header)));
  }

  /** Takes the names a part has that are not plain in its header (RFC 2231 4). */
  names(part: Part): void {
    for (const name of attachmentNames(part)) this.#add(foldCase(name));
  }

  /** Takes octets of a wanted part's body; false when no more are wanted. */
  body(part: Part, bytes: Uint8Array, last: boolean): boolean {
    if (!this.#part) this.#begin(part);
    const text = (this.#part as PartText).write(bytes, last);
    if (this.#start.length < previewSource) this.#start += text.slice(0, previewSource);
    const all = this.#tail + text;
    const end = last ? all.length : wordEnd(all);
    this.#tail = all.slice(end);
    const folded = foldCase(all.slice(0, end)).slice(0, this.#leftOfPart);
    this.#leftOfPart -= folded.length;
    this.#push(folded);
    if (!last && this.#leftOfPart > 0) return true;
    this.#finish(part);
    return false;
  }

  get searchText(): string {
    // A cut may have split a surrogate pair
    return storableText(this.#pieces.join(''));
  }

  get preview(): string {
    return this.#plain || this.#html;
  }

  #begin(part: Part): void {
    this.#part = new PartText(part);
    this.#leftOfPart = Math.min(Math.max(Math.ceil(this.#left / 2), leastOfPart), this.#left);
    this.#tail = this.#start = '';
  }

  #finish(part: Part): void {
    this.#part = undefined;
    this.#separator = '\n';
    if (part.disposition?.type === 'attachment' || part.type !== 'text') return;
    if (part.subtype === 'html') this.#html ||= readable(this.#start);
    else if (part.subtype === 'plain') this.#plain ||= readable(this.#start);
  }

  #add(folded: string): void {
    this.#separator = '\n';
    this.#push(folded.slice(0, Math.max(this.#left, 0)));
    this.#separator = '\n';
  }

  #push(folded: string): void {
    if (folded.trim() === '') return;
    if (this.#pieces.length > 0) this.#pieces.push(this.#separator);
    this.#pieces.push(folded);
    this.#separator = '';
    this.#left -= folded.length + 1;
  }
}

/** Where the text can be cut without cutting a word: before its last white space. */
function wordEnd(text: string): number {
  const least = Math.max(0, text.length - longestWord);
  for (let at = text.length - 1; at >= least; at--) {
    const char = text.charCodeAt(at);
    if ((char === 0x20 || char === 0x0a) && at > 0 && text.charCodeAt(at - 1) > 0x20) return at;
  }
  return least === 0 ? 0 : text.length;
}

function readable(text: string): string {
  const start = foldBlanks(storableText(text.slice(0, previewSource))).trimStart();
  // The cut may split a character outside the basic plane
  return start
    .slice(0, previewLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
