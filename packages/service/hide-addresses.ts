import { createHmac } from 'node:crypto';

const DOMAIN = String.raw`(?:\[[^\]\s]{1,64}\]|[\p{L}\p{N}._-]{0,255}[\p{L}\p{N}])`;
/** A quoted local part (RFC 5321 4.1.2). */
const QUOTED = String.raw`"(?:[^"\\]|\\.){0,320}"@`;
/** A local part in a URL, where a slash ends it and the at sign is percent-encoded. */
const ENCODED = String.raw`(?<![^\s<>"()[\],:;/\\?])[^\s<>"()[\],:;/\\?]+%40`;
/** Any other text before an at sign. Each word is matched from its beginning only, so that a long one costs linear time. */
const PLAIN = String.raw`(?<![^\s<>"()[\],:;\\])[^\s<>"()[\],:;\\]+@`;
const ADDRESS = new RegExp(`(?:${QUOTED}|${ENCODED}|${PLAIN})${DOMAIN}`, 'giu');

/** Fields with a name as somebody typed it, perhaps without an at sign. */
const NAMES = new Set(['login']);

/** Replaces what identifies a person. */
export interface Hider {
  /** Replaces every mail address in a text. */
  text(text: string): string;
  /** Replaces a whole name, whatever it looks like. */
  name(name: string): string;
}

/**
 * Replaces what identifies a person by `~` and 16 hexadecimal digits: the same for the same address (in any case) and key, so
 * that lines can still be related, and an operator with the key can compute what to search for.
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

/** Hides addresses in all strings of a value made of objects and arrays; keys stay. */
export function hideDeep(value: unknown, hide: Hider): unknown {
  if (typeof value === 'string') return hide.text(value);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, hide));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideField(key, item, hide)]));
}

/** Hides addresses in the value of one field. */
export function hideField(key: string, value: unknown, hide: Hider): unknown {
  return typeof value === 'string' && NAMES.has(key) ? hide.name(value) : hideDeep(value, hide);
}
