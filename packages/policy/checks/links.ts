import { isIP } from 'node:net';
import type { Check } from '../check.ts';
import { linksIn } from '../message/links.ts';

/** A link that shows one address and leads to another, to a bare number, or hides where it leads behind a name. */
export const links: Check = {
  name: 'links',
  stage: 'message',
  looksInside: true,
  about: 'a link shows the name of one site and leads to another',
  rule: '3',
  async run(message) {
    for (const html of await message.htmls()) {
      for (const { to, shown } of linksIn(html)) {
        const said = hostShown(shown);
        if (said === undefined) continue;
        const target = hostLedTo(to);
        if (target === undefined || isSameSite(target, said)) continue;
        return { reason: `a link shows ${said} and leads to ${target}` };
      }
    }
    return undefined;
  },
};

/** What people read as the name of a site: a URL, or a name alone that ends as those of banks and shops do (README.md is none). */
const SITE =
  /^(?:https?:\/\/|www\.)|^[^\s/]+\.(?:com|net|org|edu|gov|info|biz|co\.[a-z]{2}|com\.[a-z]{2})(?:[/:?#]|$)/i;

function hostShown(text: string): string | undefined {
  return SITE.test(text) ? hostOf(text) : undefined;
}

/** Where a browser goes, which forgives much: backslashes, line ends, entities, the dot behind a name. */
function hostLedTo(href: string): string | undefined {
  const base = 'http://nowhere.invalid';
  if (!URL.canParse(href, base)) return undefined;
  const { protocol, hostname } = new URL(href, base);
  if (hostname === 'nowhere.invalid') return href.startsWith('/') ? undefined : hostOf(href);
  return /^https?:$/.test(protocol) ? hostname.replace(/\.$/, '') : undefined;
}

function hostOf(text: string): string | undefined {
  const whole = /^(?:https?:)?\/\//i.test(text) ? text : `http://${text}`;
  if (/\s/.test(text) || !URL.canParse(whole)) return undefined;
  const { hostname } = new URL(whole);
  const isName = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(hostname) || isIP(hostname) !== 0;
  return isName ? hostname : undefined;
}

/** The same name but for its first parts: tracking links of a sender are often in a subdomain. */
function isSameSite(one: string, other: string): boolean {
  return site(one) === site(other);
}

function site(host: string): string {
  const labels = host.split('.');
  // co.uk, com.au: no list of such names is needed to tell two banks apart.
  const isShort = labels.length > 2 && (labels.at(-2)?.length ?? 0) <= 3 && labels.at(-1)?.length === 2;
  return labels.slice(isShort ? -3 : -2).join('.');
}
