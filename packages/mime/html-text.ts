import { decodeEntities } from './entities.ts';

/** Elements that do not end a word: `<b>f</b>oo` reads "foo". Every other tag leaves a space. */
const inline = new Set(
  'a abbr acronym b bdi bdo big cite code em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);

/** Elements whose content nobody reads. */
const skipped = new Map([
  ['script', /<\/script/gi],
  ['style', /<\/style/gi],
  ['title', /<\/title/gi],
]);

/**
 * The text a reader of an HTML part sees, roughly: comments, scripts, styles and tags removed, common entities decoded,
 * white space as it is in the source. For search and previews only; one pass, linear, any input.
 */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    if (open > at) pieces.push(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const name = tagName(html, open + 1);
    if (name === null) {
      pieces.push('<');
      at = open + 1;
      continue;
    }
    const end = html.indexOf('>', open);
    if (end < 0) return finish(pieces, '');
    at = html[open + 1] === '/' ? end + 1 : skipContent(html, name, end + 1);
    if (!inline.has(name)) pieces.push(' ');
  }
  return finish(pieces, html.slice(at));
}

function finish(pieces: string[], rest: string): string {
  return decodeEntities(pieces.join('') + rest);
}

/** The lower-case name of the tag that begins after a `<`, '' for declarations, null when it is no tag. */
function tagName(html: string, at: number): string | null {
  let start = at;
  if (html[start] === '/') start++;
  else if (html[start] === '!' || html[start] === '?') return '';
  let end = start;
  while (end < start + 12 && isNameChar(html.charCodeAt(end), end > start)) end++;
  return end === start ? null : html.slice(start, end).toLowerCase();
}

/** Letters, and after the first one digits. */
function isNameChar(char: number, digits: boolean): boolean {
  const lower = char | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (digits && char >= 0x30 && char <= 0x39);
}

/** Where the content of a skipped element ends; `at` for every other element. */
function skipContent(html: string, name: string, at: number): number {
  const closing = skipped.get(name);
  if (!closing) return at;
  closing.lastIndex = at;
  const found = closing.exec(html);
  return found ? found.index : html.length;
}
