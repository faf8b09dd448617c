import { isIP } from 'node:net';
import type { Check } from '../check.ts';
import { linksIn } from '../message/links.ts';
import { REASONS } from '../reasons.ts';

/** Finds links that show one site and lead to another or to an IP address, or that hide their host behind a user name. */
export const links: Check = {
  name: 'links',
  stage: 'message',
  looksInside: true,
  about: 'a link shows the name of one site and leads to another',
  rule: '3',
  async run(message) {
    for (const html of await message.htmls()) {
      for (const { to, shown } of linksIn(html)) {
        const said = hostsShown(shown);
        if (said.length === 0) continue;
        const target = hostLedTo(to);
        if (target === undefined || said.some((host) => isSameSite(target, host))) continue;
        return { reason: REASONS.linkLeadsElsewhere(said[0] ?? '', target) };
      }
    }
    return undefined;
  },
};

/** Text that people read as a site: a URL, or a bare name with a common commercial ending (README.md is not one). */
const SITE =
  /^(?:https?:\/\/|www\.)|^[^\s/]+\.(?:com|net|org|edu|gov|info|biz|co\.[a-z]{2}|com\.[a-z]{2})(?:[/:?#]|$)/i;

/** Stricter, for a text of several words, where a bare name may be that of a firm (Booking.com). */
const ADDRESS = /^(?:https?:\/\/|www\.)/i;

/** The most words of a link text; a longer one is a sentence and may mention other sites. */
const MAX_WORDS = 8;

/** Invisible characters between letters. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
/** Punctuation before an address in a sentence, and after it. */
const BEFORE = /^[\p{Ps}\p{Pi}"'<]+/u;
const BEHIND = /[\p{Pe}\p{Pf}"'>.,:;!?]/u;

function hostsShown(text: string): string[] {
  const words = text.replace(UNSEEN, '').trim().split(/\s+/);
  if (words.length > MAX_WORDS) return [];
  const named = words.length === 1 ? SITE : ADDRESS;
  return words.flatMap((word) => {
    const address = bare(word);
    return named.test(address) ? (hostOf(address) ?? []) : [];
  });
}

/** Strips punctuation at the end with a loop, because a regular expression would take quadratic time on hostile text. */
function bare(word: string): string {
  const begun = word.replace(BEFORE, '');
  let end = begun.length;
  while (end > 0 && BEHIND.test(begun.charAt(end - 1))) end--;
  return begun.slice(0, end);
}

/** Returns the host that a browser goes to. Browsers tolerate much: backslashes, line ends, entities, a trailing dot. */
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

/** Returns whether two hosts differ only in their first labels: tracking links of a sender are often in a subdomain. */
function isSameSite(one: string, other: string): boolean {
  return site(one) === site(other);
}

function site(host: string): string {
  const labels = host.split('.');
  // Guesses endings such as co.uk and com.au by their length; that is enough to tell two banks apart without a list.
  const isShort = labels.length > 2 && (labels.at(-2)?.length ?? 0) <= 3 && labels.at(-1)?.length === 2;
  return labels.slice(isShort ? -3 : -2).join('.');
}
