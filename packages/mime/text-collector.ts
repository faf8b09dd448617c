import { decodeBody } from './body-decoder.ts';
import { decodeCharset } from './charset.ts';
import { findParameter } from './content.ts';
import type { Range } from './find-section.ts';
import { foldBlanks, foldCase, storableText } from './fold-case.ts';
import { htmlToText } from './html-text.ts';
import type { Part, PartTree } from './part.ts';

/** Markup and transfer encodings make text longer on the wire than it is to a reader, by about this much at most. */
const rawPerCharacter = 4;

/** RFC 8970 3: no more than 256 characters; 200 are what it recommends. Counted in UTF-16 units. */
const previewLength = 200;
/** Decoded text that is looked at for the preview; newsletters begin with long runs of invisible characters. */
const previewSource = 1024;

/** Gathers the searchable text and the preview of a message from its text parts, within a limit. */
export class TextCollector {
  readonly #parts: Part[] = [];
  readonly #pieces: string[] = [];
  readonly #limit: number;
  #length = 0;
  #rawLeft: number;
  #plain = '';
  #html = '';

  /** @param limit characters of search text at most */
  constructor(tree: PartTree, limit: number) {
    this.#limit = limit;
    this.#rawLeft = limit * rawPerCharacter;
    collectTextParts(tree, this.#parts);
  }

  /** The next part to be added and which bytes of it are wanted; null when there is enough. */
  next(): { part: Part; range: Range } | null {
    for (let part = this.#parts.shift(); part; part = this.#parts.shift()) {
      const length = Math.min(part.size, this.#rawLeft);
      if (length <= 0) continue;
      this.#rawLeft -= length;
      return { part, range: { start: part.bodyStart, end: part.bodyStart + length } };
    }
    return null;
  }

  add(part: Part, bytes: Uint8Array): void {
    const left = this.#limit - this.#length;
    if (left <= 0) return;
    const text = partText(part, bytes);
    const folded = foldCase(text).slice(0, left);
    if (folded.trim() === '') return;
    this.#pieces.push(folded);
    this.#length += folded.length + 1;
    if (part.disposition?.type === 'attachment') return;
    if (part.subtype === 'html') this.#html ||= readable(text);
    else if (part.subtype === 'plain') this.#plain ||= readable(text);
  }

  get searchText(): string {
    // A cut may have split a surrogate pair
    return storableText(this.#pieces.join('\n'));
  }

  get preview(): string {
    return this.#plain || this.#html;
  }
}

function collectTextParts(part: Part, found: Part[]): void {
  if (part.type === 'text') found.push(part);
  if (part.message) collectTextParts(part.message, found);
  for (const child of part.children ?? []) collectTextParts(child, found);
}

function partText(part: Part, bytes: Uint8Array): string {
  const text = decodeCharset(decodeBody(part, bytes), findParameter(part.params, 'charset') ?? '');
  return part.subtype === 'html' ? htmlToText(text) : text;
}

function readable(text: string): string {
  const start = foldBlanks(storableText(text.slice(0, previewSource))).trimStart();
  // The cut may split a character outside the basic plane
  return start
    .slice(0, previewLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}
