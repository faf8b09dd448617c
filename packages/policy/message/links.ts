import { htmlToText } from '@postroom/mime';

export interface Link {
  readonly to: string;
  /** What is read of it. */
  readonly shown: string;
}

/** Links of a text that are looked at. */
const MAX_LINKS = 500;
const MAX_SHOWN = 2_000;

/** The links of a text in HTML. Linear in its length, whatever stands there. */
export function* linksIn(html: string): Generator<Link> {
  const opening = /<a\s[^<>]{0,4000}>/gi;
  for (let count = 0; count < MAX_LINKS; count++) {
    const tag = opening.exec(html)?.[0];
    if (tag === undefined) return;
    const to = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/i.exec(tag);
    const inside = html.slice(opening.lastIndex, opening.lastIndex + MAX_SHOWN);
    const end = inside.search(/<\/a\b|<a\s/i);
    if (to && end >= 0)
      yield { to: (to[1] ?? to[2] ?? to[3] ?? '').trim(), shown: htmlToText(inside.slice(0, end)).trim() };
  }
}
