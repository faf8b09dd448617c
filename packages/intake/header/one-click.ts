import { FieldNames, fieldValue, type HeaderField, type MethodResult, parseHeader } from '@postroom/mime';
import { readTags } from '@postroom/sender-auth/tags';
import { normaliseDomain } from '@postroom/smtp';
import { ourResults } from './our-results.ts';

const LINKS = 'list-unsubscribe';
const POST = 'list-unsubscribe-post';
const SIGNATURE = 'dkim-signature';
const NAMES = new FieldNames([LINKS, POST, SIGNATURE]);

/** Characters of a URL, and signatures that are looked at. */
const MAX_URL = 2_000;
const MAX_SIGNATURES = 10;

/**
 * Where one leaves the list by one click that a message came by (RFC 8058): its https URL. Null where the message does not offer it (3.1), or
 * not by a signature that we found right when it came and that covers both fields (4): anybody could have added them.
 */
export function oneClickOf(header: Buffer, hostname: string): string | null {
  const fields = parseHeader(header, NAMES);
  const valuesOf = (wanted: string) =>
    fields.filter(({ name }) => name === wanted).map((field) => fieldValue(header, field));
  const [links = '', ...others] = valuesOf(LINKS);
  const posts = valuesOf(POST);
  // A second field is one that nobody signed.
  if (others.length > 0 || posts.length !== 1 || posts[0]?.trim() !== 'List-Unsubscribe=One-Click') return null;
  const url = httpsIn(links);
  if (url === null) return null;
  const results = ourResults(header, hostname);
  if (results === null || results === 'own') return null;
  const right = results.filter(({ method, result }) => method === 'dkim' && result === 'pass');
  const signatures = fields.filter(({ name }) => name === SIGNATURE).slice(0, MAX_SIGNATURES);
  return signatures.some((field) => covers(header, field, right)) ? url : null;
}

/** RFC 2369 2: the first of the URLs in angle brackets that is one; blanks within are none of it. */
function httpsIn(value: string): string | null {
  const urls = Array.from(value.matchAll(/<([^<>]*)>/g), ([, url = '']) => url.replace(/\s+/g, ''));
  return urls.find((url) => url.length <= MAX_URL && /^https:\/\//i.test(url)) ?? null;
}

/** Whether it is one of the right signatures (RFC 8601 2.7.1: by d=, s= and how b= begins), and has both names in h=. */
function covers(header: Buffer, field: HeaderField, right: readonly MethodResult[]): boolean {
  const { tags } = readTags(`${SIGNATURE}:${fieldValue(header, field)}`);
  const packed = (tag: string) => (tags.get(tag) ?? '').replace(/\s+/g, '');
  const names = packed('h').toLowerCase().split(':');
  if (!names.includes(LINKS) || !names.includes(POST)) return false;
  return right.some(({ properties }) => {
    const beginning = properties.get('header.b') ?? '';
    return (
      beginning !== '' &&
      packed('b').startsWith(beginning) &&
      packed('s') === properties.get('header.s') &&
      normaliseDomain(packed('d')) === normaliseDomain(properties.get('header.d') ?? '')
    );
  });
}
