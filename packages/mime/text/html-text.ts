import { decodeEntities } from './entities.ts';

/** Elements that do not end a word: `<b>f</b>oo` reads "foo". Every other tag becomes a space. */
const inline = new Set(
  'a abbr acronym b bdi bdo big cite code em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);

/** Elements whose content is not shown, with the pattern that ends it. */
const skipped = new Map([
  ['script', /<\/script/gi],
  ['style', /<\/style/gi],
  ['title', /<\/title/gi],
]);

/** As many characters as are needed to tell a tag or comment from text. */
const TAG_START = 14;
/** A character reference that the end of a piece may have cut off. */
const openReference = /&#?[A-Za-z0-9]{0,9}$/;

/**
 * Returns roughly the text that a reader of an HTML part sees: comments, scripts, styles and tags removed, common entities decoded,
 * white space as in the source. For search and previews only; takes any input, in linear time.
 */
export function htmlToText(html: string): string {
  const text = new HtmlText();
  return text.write(html) + text.end();
}

/** Does the same as htmlToText in pieces. */
export class HtmlText {
  /** The end of the last piece that cannot be interpreted yet. */
  #rest = '';
  /** What is skipped until its end: a tag, a comment, or an element's content. */
  #inside: '' | 'tag' | 'comment' | 'element' = '';
  /** The element whose content is skipped now or after the end of its tag. */
  #element: string | null = null;

  write(html: string): string {
    return this.#read(this.#rest + html, false);
  }

  end(): string {
    return this.#read(this.#rest, true);
  }

  #read(html: string, last: boolean): string {
    const pieces: string[] = [];
    let at = 0;
    this.#rest = '';
    while (at < html.length) {
      if (this.#inside !== '') {
        at = this.#leave(html, at);
        continue;
      }
      const open = html.indexOf('<', at);
      pieces.push(html.slice(at, open < 0 ? html.length : open));
      if (open < 0) break;
      if (!last && html.length - open < TAG_START) {
        this.#rest = html.slice(open);
        break;
      }
      at = this.#enter(html, open, pieces);
    }
    const text = pieces.join('');
    const cut = last || this.#rest !== '' ? -1 : text.search(openReference);
    if (cut < 0) return decodeEntities(text);
    this.#rest = text.slice(cut);
    return decodeEntities(text.slice(0, cut));
  }

  /** Enters the tag or comment that begins at `open`, if one does; returns the offset to go on from. */
  #enter(html: string, open: number, pieces: string[]): number {
    if (html.startsWith('<!--', open)) {
      this.#inside = 'comment';
      return open + 4;
    }
    const name = tagName(html, open + 1);
    if (name === null) {
      pieces.push('<');
      return open + 1;
    }
    if (!inline.has(name)) pieces.push(' ');
    this.#inside = 'tag';
    this.#element = html[open + 1] !== '/' && skipped.has(name) ? name : null;
    return open + 1;
  }

  /** Looks for the end of what is skipped; returns the offset to go on from. */
  #leave(html: string, at: number): number {
    if (this.#inside === 'tag') {
      const end = html.indexOf('>', at);
      if (end < 0) return html.length;
      this.#inside = this.#element === null ? '' : 'element';
      return end + 1;
    }
    const closing = this.#inside === 'comment' ? /-->/g : (skipped.get(this.#element as string) as RegExp);
    closing.lastIndex = at;
    const found = closing.exec(html);
    if (!found) {
      this.#rest = html.slice(Math.max(at, html.length - 8));
      return html.length;
    }
    this.#element = null;
    const isComment = this.#inside === 'comment';
    this.#inside = '';
    return isComment ? found.index + 3 : found.index;
  }
}

/** Returns the lower-case name of the tag that begins after a `<`, '' for declarations, null when it is no tag. */
function tagName(html: string, at: number): string | null {
  let start = at;
  if (html[start] === '/') start++;
  else if (html[start] === '!' || html[start] === '?') return '';
  let end = start;
  while (end < start + 12 && isNameChar(html.charCodeAt(end), end > start)) end++;
  return end === start ? null : html.slice(start, end).toLowerCase();
}

/** Returns whether a character is a letter or, with `digits`, a digit. */
function isNameChar(char: number, digits: boolean): boolean {
  const lower = char | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (digits && char >= 0x30 && char <= 0x39);
}
