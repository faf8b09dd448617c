import { domainToUnicode } from 'node:url';

/** How addresses of our own domains are compared and stored: lower case, Unicode domain, NFC. Null when not an address. */
export function addressKey(address: string): string | null {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return null;
  const domain = domainKey(address.slice(at + 1));
  return domain && `${address.slice(0, at).normalize('NFC').toLowerCase()}@${domain}`;
}

/** A domain in lower-case Unicode; null when it is not a domain name. */
export function domainKey(domain: string): string | null {
  const unicode = domainToUnicode(domain.normalize('NFC').toLowerCase());
  if (!unicode || unicode.length > 255 || !/^[^\s@/:[\]]+$/.test(unicode)) return null;
  return unicode.replace(/\.$/, '');
}

/** `user+tag@domain` without its tag, or null when there is none (RFC 5233 subaddress). */
export function withoutTag(key: string): string | null {
  const at = key.lastIndexOf('@');
  const plus = key.indexOf('+');
  return plus > 0 && plus < at ? key.slice(0, plus) + key.slice(at) : null;
}

export function domainOf(key: string): string {
  return key.slice(key.lastIndexOf('@') + 1);
}
