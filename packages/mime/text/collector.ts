import { LF } from '../bytes.ts';
import { foldBlanks, foldCase, storableText } from '../fold-case.ts';
import type { Part } from '../part.ts';
import type { TextSink } from '../tree-builder.ts';
import { attachmentNames } from './attachment-names.ts';
import { FoldedPart } from './folded-part.ts';
import { headerText } from './header-text.ts';

/** RFC 8970 3: no more than 256 characters; 200 are what it recommends. Counted in UTF-16 units. */
const PREVIEW_LENGTH = 200;
/** A part gets half of the characters that are left, so that it does not crowd out later parts, but at least this many. */
const LEAST_OF_PART = 16 * 1024;
/** The most octets of one header, and of all headers together, that are decoded: encoded words cost much more than other text. */
const HEADER_BYTES = 32 * 1024;
const ALL_HEADER_BYTES = 1024 * 1024;

/** Gathers the searchable text and the preview of a message from its parts, in their order, within a limit. */
export class TextCollector implements TextSink {
  readonly #pieces: string[] = [];
  readonly #limit: number;
  #left: number;
  #headerBytesLeft = ALL_HEADER_BYTES;
  /** The text between the last piece and the next. */
  #separator = '';
  #plain = '';
  #html = '';
  #part: FoldedPart | undefined;
  #leftOfPart = 0;
  /** Whether the message has more text than was gathered. */
  isCut = false;

  /** @param limit the most characters of search text */
  constructor(limit: number) {
    this.#limit = limit;
    this.#left = limit;
  }

  wants(part: Part): boolean {
    if (!hasText(part)) return false;
    if (this.#left <= 0) this.isCut = true;
    return this.#left > 0;
  }

  header(header: Buffer, isWhole: boolean): void {
    const read =
      this.#left > 0 ? firstLines(header, Math.min(HEADER_BYTES, this.#headerBytesLeft)) : header.subarray(0, 0);
    this.#headerBytesLeft -= read.length;
    if (!isWhole || read.length < header.length) this.isCut = true;
    this.#add(headerText(read));
  }

  names(part: Part): void {
    for (const name of attachmentNames(part)) this.#add(foldCase(name));
  }

  body(part: Part, bytes: Uint8Array, last: boolean): boolean {
    this.#part ??= this.#begin(part);
    const text = this.#part.write(bytes, last);
    const folded = text.slice(0, this.#leftOfPart);
    this.#leftOfPart -= folded.length;
    this.#push(folded);
    if (!last && this.#leftOfPart > 0) return true;
    if (!last || folded.length < text.length) this.isCut = true;
    this.#finish(part, this.#part);
    return false;
  }

  /** Characters gathered so far. */
  get length(): number {
    return this.#limit - this.#left;
  }

  get searchText(): string {
    // A cut at the limit may have split a surrogate pair
    return storableText(this.#pieces.join(''));
  }

  get preview(): string {
    return this.#plain || this.#html;
  }

  #begin(part: Part): FoldedPart {
    this.#leftOfPart = Math.min(Math.max(Math.ceil(this.#left / 2), LEAST_OF_PART), this.#left);
    return new FoldedPart(part);
  }

  #finish(part: Part, { start }: FoldedPart): void {
    this.#part = undefined;
    this.#separator = '\n';
    if (part.disposition?.type === 'attachment' || part.type !== 'text') return;
    if (part.subtype === 'html') this.#html ||= readable(start);
    else if (part.subtype === 'plain') this.#plain ||= readable(start);
  }

  #add(folded: string): void {
    const kept = folded.slice(0, Math.max(this.#left, 0));
    if (kept.length < folded.length) this.isCut = true;
    this.#separator = '\n';
    this.#push(kept);
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

/** Returns whether a part has text for people; messages for machines count, since people read them too. */
export function hasText(part: Part): boolean {
  return part.type === 'text' || part.type === 'message';
}

/** Returns the whole lines within the first `most` octets of a header. */
function firstLines(header: Buffer, most: number): Buffer {
  return header.length <= most ? header : header.subarray(0, header.subarray(0, most).lastIndexOf(LF) + 1);
}

function readable(text: string): string {
  const start = foldBlanks(storableText(text)).trimStart();
  // The cut may split a character outside the basic plane
  return start
    .slice(0, PREVIEW_LENGTH)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
