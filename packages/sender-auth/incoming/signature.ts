import { normaliseDomain } from '@postroom/smtp';
import { isSameOrSubdomain, toALabel } from 'mailauth/lib/tools.js';
import type { Canonicalization } from '../dkim/body-hash.ts';
import { LIMITS } from './limits.ts';
import { readTags, type TagList } from './tag-list.ts';

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** RFC 6376 3.5 domain-name, and 3.1 selector. */
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
const SELECTOR = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const TIME = /^[0-9]{1,12}$/;
const LENGTH = /^[0-9]{1,76}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** c=, with or without blanks around its slash. */
const CANONICALIZATION = /^[a-z]+(?: ?\/ ?[a-z]+)?$/i;
/** The local part of i= (RFC 5322 3.2.3, 3.4.1, with the characters that RFC 6531 adds). */
const ATEXT = "(?:[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~]|[^\\0-\\x7f])+";
const LOCAL_PART = new RegExp(`^(?:|${ATEXT}(?:\\.${ATEXT})*|"(?:[^"\\\\\\r\\n]|\\\\.)*")$`);
const REQUIRED = ['a', 'b', 'bh', 'd', 'h', 's'];
const FORMS: ReadonlySet<string> = new Set<Canonicalization>(['simple', 'relaxed']);

/** A parsed signature: DKIM-Signature (RFC 6376 3.5), or the similar ARC-Message-Signature (RFC 8617 4.1.2). */
export interface Signature {
  /** The field, one character per octet. */
  readonly text: string;
  /** a=, and b= as written. */
  readonly algorithm: string;
  readonly value: string;
  readonly type: 'rsa' | 'ed25519';
  readonly hash: 'sha1' | 'sha256';
  readonly headerForm: Canonicalization;
  readonly bodyForm: Canonicalization;
  readonly bodyHash: string;
  /** l=. */
  readonly maxLength: number | undefined;
  readonly domain: string;
  readonly selector: string;
  /** i=, or its default; '' where there is no domain either. */
  readonly identity: string;
  /** h=. */
  readonly names: readonly string[];
  /** x=, in seconds. */
  readonly expires: number | undefined;
  /** Why the signature is not checked any further (RFC 6376 6.1.1). */
  readonly fault: string | undefined;
}

export function readSignature(text: string): Signature {
  // A signature that will not be checked is not parsed either.
  if (text.length > LIMITS.signatureBytes) return { ...signatureOf('', new Map()), text, fault: 'signature too long' };
  const list = readTags(text);
  const signature = signatureOf(text, list.tags);
  return { ...signature, fault: faultOf(signature, list) ?? faultOfVersion(list.tags) ?? unsigned(signature) };
}

/** Reads the message signature of an ARC set, which has no version, and whose i= is the number of its set (RFC 8617 4.1.2). */
export function messageSignature(text: string): Signature {
  const { tags, isWellFormed } = readTags(text);
  const list = { tags: new Map([...tags].filter(([name]) => name !== 'i')), isWellFormed };
  const signature = signatureOf(text, list.tags);
  const isOld = signature.hash === 'sha1';
  return { ...signature, fault: isOld ? 'unknown algorithm' : (faultOf(signature, list) ?? unsigned(signature)) };
}

function signatureOf(text: string, tags: ReadonlyMap<string, string>): Omit<Signature, 'fault'> {
  const algorithm = tags.get('a') ?? '';
  const kinds = algorithm.toLowerCase().split('-');
  const [headerForm, bodyForm] = (tags.get('c') ?? '').toLowerCase().split('/');
  const domain = tags.get('d') ?? '';
  const identity = tags.get('i');
  const length = tags.get('l') ?? '';
  return {
    text,
    algorithm,
    domain,
    selector: tags.get('s') ?? '',
    value: packed(tags.get('b')),
    type: (kinds[0] ?? '').trim() as Signature['type'],
    hash: (kinds.at(-1) ?? '').trim() as Signature['hash'],
    headerForm: (headerForm?.trim() || 'simple') as Canonicalization,
    bodyForm: (bodyForm || 'simple').trim() as Canonicalization,
    bodyHash: packed(tags.get('bh')),
    maxLength: LENGTH.test(length) ? Number(length) : undefined,
    identity: identity === undefined ? domain && `@${domain}` : decoded(identity),
    names: packed(tags.get('h'))
      .split(':')
      .filter((name) => name !== ''),
    expires: tags.has('x') ? Number(tags.get('x')) : undefined,
  };
}

/** RFC 6376 3.5: a later version may mean something else. */
function faultOfVersion(tags: ReadonlyMap<string, string>): string | undefined {
  if (!tags.has('v')) return 'signature missing required tag';
  return tags.get('v') === '1' ? undefined : 'incompatible version';
}

function unknownMethod({ algorithm, type, hash, ...signature }: Omit<Signature, 'fault'>): string | undefined {
  const isKnown = (type === 'rsa' || type === 'ed25519') && (hash === 'sha256' || (hash === 'sha1' && type === 'rsa'));
  if (!isKnown || !/^[A-Za-z][A-Za-z0-9]*-[A-Za-z][A-Za-z0-9]*$/.test(algorithm)) return 'unknown algorithm';
  if (!FORMS.has(signature.headerForm) || !FORMS.has(signature.bodyForm)) return 'unknown canonicalization';
  return signature.domain === '' || signature.selector === '' ? 'signature missing required tag' : undefined;
}

/** Returns what is wrong with a signature (RFC 6376 6.1.1). */
function faultOf(signature: Omit<Signature, 'fault'>, { tags, isWellFormed }: TagList): string | undefined {
  const { names, domain, selector, identity, value } = signature;
  const unknown = unknownMethod(signature);
  if (unknown !== undefined) return unknown;
  const isOdd = (tag: string, format: RegExp) => tags.has(tag) && !format.test(tags.get(tag) ?? '');
  if (!isWellFormed) return 'signature syntax error';
  if (REQUIRED.some((tag) => !tags.has(tag))) return 'signature missing required tag';
  if (isOdd('t', TIME) || isOdd('x', TIME) || isOdd('l', LENGTH) || names.length === 0) return 'signature syntax error';
  if (isOdd('c', CANONICALIZATION) || !isBase64(value)) return 'signature syntax error';
  // RFC 6376 3.1 allows no underscore in a selector, but DNS does, and other verifiers accept it.
  const isNamed = isDomain(domain) && SELECTOR.test(toALabel(selector.replaceAll('_', 'x')));
  if (!isNamed) return 'signature syntax error';
  const methods = tags.get('q')?.toLowerCase().split(':');
  if (methods && !methods.some((method) => method.trim() === 'dns/txt')) return 'unsupported query method';
  if (tags.has('i')) {
    const host = domainOf(identity);
    if (host === undefined || !DOMAIN.test(toALabel(host)) || !LOCAL_PART.test(identity.slice(0, -host.length - 1)))
      return 'signature syntax error';
    if (!isSameOrSubdomain(host, domain)) return 'domain mismatch';
  }
  const isOver = tags.has('t') && tags.has('x') && Number(tags.get('x')) <= Number(tags.get('t'));
  return isOver ? 'invalid expiration' : undefined;
}

/** RFC 6376 3.5, RFC 8616 5: rejects names that other software would read as another name. */
function isDomain(domain: string): boolean {
  const asked = toALabel(domain);
  return DOMAIN.test(asked) && normaliseDomain(domain) === asked.toLowerCase();
}

function unsigned({ names }: Omit<Signature, 'fault'>): string | undefined {
  if (!names.some((name) => name.toLowerCase() === 'from')) return 'From field not signed';
  return names.length > LIMITS.signedNames ? 'too many names in h=' : undefined;
}

/** Returns what follows the last @; undefined where there is none. */
export function domainOf(identity: string): string | undefined {
  const at = identity.lastIndexOf('@');
  return at < 0 ? undefined : identity.slice(at + 1);
}

/** Returns whether b= is strict base64; decoders would skip other characters (RFC 4648 3.3). */
export function isBase64(value: string | undefined): boolean {
  return BASE64.test(packed(value));
}

function packed(value = ''): string {
  return value.replace(/\s+/g, '');
}

/** Decodes dkim-quoted-printable (RFC 6376 2.11). */
function decoded(value: string): string {
  const text = value.replace(/[ \t\r\n]+/g, '');
  if (!text.includes('=')) return text;
  const octets = Buffer.from(text).toString('latin1');
  const whole = octets.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(whole, 'latin1').toString();
}
