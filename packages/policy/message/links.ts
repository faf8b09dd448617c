import { htmlToText } from '@postroom/mime';

export interface Link {
  readonly to: string;
  /** What is read of it. */
  readonly shown: string;
}

/** Links of a text that are looked at. */
const MAX_LINKS = 500;
const MAX_SHOWN = 2_000;
const MAX_TAG = 4_000;

/** The links of a text in HTML. Linear in its length, whatever stands there. */
export function* linksIn(html: string): Generator<Link> {
  const opening = /<a(?=\s)/gi;
  for (let count = 0; count < MAX_LINKS; count++) {
    if (!opening.test(html)) return;
    const end = endOfTag(html, opening.lastIndex);
    if (end < 0) continue;
    const tag = html.slice(opening.lastIndex, end);
    opening.lastIndex = end + 1;
    const to = hrefOf(tag);
    const inside = html.slice(end + 1, end + 1 + MAX_SHOWN);
    const closing = inside.search(/<\/a\b|<a\s/i);
    if (to !== undefined && closing >= 0)
      yield { to: htmlToText(to).trim(), shown: htmlToText(inside.slice(0, closing)).trim() };
  }
}

/** Of several a browser takes the first; what stands in another attribute is none. */
function hrefOf(tag: string): string | undefined {
  const attributes = tag.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g);
  for (const [, name = '', ...values] of attributes) {
    if (name.toLowerCase() === 'href') return values.find((value) => value !== undefined);
  }
  return undefined;
}

/** Where the `>` of a tag is; one in a quoted value ends none. -1: it is not there. */
function endOfTag(html: string, start: number): number {
  let quote = '';
  let before = '';
  for (let at = start; at < html.length && at < start + MAX_TAG; at++) {
    const character = html.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if ((character === '"' || character === "'") && before === '=') quote = character;
    if (character.trim() !== '') before = character;
  }
  return -1;
}
