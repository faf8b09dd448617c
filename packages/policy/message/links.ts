import { htmlToText } from '@postroom/mime';

export interface Link {
  readonly to: string;
  /** The visible text of the link. */
  readonly shown: string;
}

/** The most links of a text that are read. */
const MAX_LINKS = 500;
const MAX_SHOWN = 2_000;
const MAX_TAG = 4_000;

/** Yields the links of an HTML text, in linear time for any input. */
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

/** Returns the first href of a tag, as browsers take it; text inside another attribute's value does not count. */
function hrefOf(tag: string): string | undefined {
  const attributes = tag.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g);
  for (const [, name = '', ...values] of attributes) {
    if (name.toLowerCase() === 'href') return values.find((value) => value !== undefined);
  }
  return undefined;
}

/** Returns the offset of a tag's `>`, ignoring those in quoted values; -1 when it is missing. */
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
