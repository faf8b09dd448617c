import { FieldNames, fieldValue, type HeaderField, type MethodResult, parseHeader } from '@postroom/mime';
import { readTags } from '@postroom/sender-auth/tags';
import { normaliseDomain } from '@postroom/smtp';
import { ourResults } from './our-results.ts';

const LINKS = 'list-unsubscribe';
const POST = 'list-unsubscribe-post';
const SIGNATURE = 'dkim-signature';
const NAMES = new FieldNames([LINKS, POST, SIGNATURE]);

/** The most characters of a URL, and the most signatures that are looked at. */
const MAX_URL = 2_000;
const MAX_SIGNATURES = 10;

/**
 * Returns the https URL for unsubscribing by one click from the list that a message came from (RFC 8058). Null when the message does not
 * offer it (3.1), or when no signature that we verified on arrival covers both fields (4): then anybody could have added them.
 */
export function oneClickOf(header: Buffer, hostname: string): string | null {
  const fields = parseHeader(header, NAMES);
  const valuesOf = (wanted: string) =>
    fields.filter(({ name }) => name === wanted).map((field) => fieldValue(header, field));
  const [links = '', ...others] = valuesOf(LINKS);
  const posts = valuesOf(POST);
  // A second field may be one that is not signed.
  if (others.length > 0 || posts.length !== 1 || posts[0]?.trim() !== 'List-Unsubscribe=One-Click') return null;
  const url = httpsIn(links);
  if (url === null) return null;
  const results = ourResults(header, hostname);
  if (results === null || results === 'own') return null;
  const right = results.filter(({ method, result }) => method === 'dkim' && result === 'pass');
  const signatures = fields.filter(({ name }) => name === SIGNATURE).slice(0, MAX_SIGNATURES);
  return signatures.some((field) => covers(header, field, right)) ? url : null;
}

/** Returns the first https URL in angle brackets (RFC 2369 2); white space inside the brackets is ignored. */
function httpsIn(value: string): string | null {
  const urls = Array.from(value.matchAll(/<([^<>]*)>/g), ([, url = '']) => url.replace(/\s+/g, ''));
  return urls.find((url) => url.length <= MAX_URL && /^https:\/\//i.test(url)) ?? null;
}

/** Returns whether a signature is one of the verified ones (RFC 8601 2.7.1: by d=, s= and the start of b=) and has both names in h=. */
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
