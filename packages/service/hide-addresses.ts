import { createHmac } from 'node:crypto';

const DOMAIN = String.raw`(?:\[[^\]\s]{1,64}\]|[\p{L}\p{N}._-]{0,255}[\p{L}\p{N}])`;
/** A quoted local part, RFC 5321 4.1.2. */
const QUOTED = String.raw`"(?:[^"\\]|\\.){0,320}"@`;
/** In a URL a slash ends it, and the at sign is percent-encoded. */
const ENCODED = String.raw`(?<![^\s<>"()[\],:;/\\?])[^\s<>"()[\],:;/\\?]+%40`;
/** Anything else before an at sign. Each word is read from its beginning only, so that a long one costs no more. */
const PLAIN = String.raw`(?<![^\s<>"()[\],:;\\])[^\s<>"()[\],:;\\]+@`;
const ADDRESS = new RegExp(`(?:${QUOTED}|${ENCODED}|${PLAIN})${DOMAIN}`, 'giu');

/** Fields that are a name as somebody gave it, which may have no at sign. */
const NAMES = new Set(['login']);

/** Writes something else for what names a person. */
export interface Hider {
  /** Every mail address in a text. */
  text(text: string): string;
  /** A name that stands alone, whatever it looks like. */
  name(name: string): string;
}

/**
 * Replaces what names a person by `~` and 16 hexadecimal digits: the same for the same address (in any case) and key, so
 * that lines can still be joined, and an operator who has the key can compute what to look for.
 */
export function addressHider(key: string): Hider {
  const hash = (address: string): string =>
    `~${createHmac('sha256', key).update(address.toLowerCase()).digest('hex').slice(0, 16)}`;
  const replace = (found: string): string => {
    // 'alice@example.org' in quotation marks is alice@example.org.
    const marks = /^['`]+/.exec(found)?.[0] ?? '';
    return marks + hash(decoded(found.slice(marks.length)));
  };
  return {
    text: (text) => (text.includes('@') || text.includes('%40') ? text.replace(ADDRESS, replace) : text),
    name: hash,
  };
}

function decoded(address: string): string {
  if (address.includes('@')) return address;
  try {
    return decodeURIComponent(address);
  } catch {
    return address.replace(/%40/i, '@');
  }
}

/** The same in all strings of a value made of objects and arrays, whose keys are left alone. */
export function hideDeep(value: unknown, hide: Hider): unknown {
  if (typeof value === 'string') return hide.text(value);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, hide));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideField(key, item, hide)]));
}

/** The value of one field. */
export function hideField(key: string, value: unknown, hide: Hider): unknown {
  return typeof value === 'string' && NAMES.has(key) ? hide.name(value) : hideDeep(value, hide);
}
