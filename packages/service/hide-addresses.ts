import { createHmac } from 'node:crypto';

/** Anything before an at sign (or its percent-encoding) that could be a mailbox, and the domain behind it. */
const ADDRESS = /[^\s<>"'`()[\],:;/\\?]+(?:@|%40)(?:\[[^\]\s]+\]|[\p{L}\p{N}._-]*[\p{L}\p{N}])/giu;

/**
 * Replaces every mail address in a text by `~` and 16 hexadecimal digits: the same for the same address (in any case) and
 * key, so that lines can still be joined, and an operator who has the key can compute what to look for.
 */
export function addressHider(key: string): (text: string) => string {
  const replace = (address: string): string => {
    const plain = address.replace(/%40/i, '@').toLowerCase();
    return `~${createHmac('sha256', key).update(plain).digest('hex').slice(0, 16)}`;
  };
  return (text) => (text.includes('@') || text.includes('%40') ? text.replace(ADDRESS, replace) : text);
}

/** The same in all strings of a value made of objects and arrays, whose keys are left alone. */
export function hideDeep(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, hide));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideDeep(item, hide)]));
}
