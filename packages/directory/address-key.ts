import { displayDomain, normaliseDomain, parseMailbox } from '@postroom/smtp';

// A Dot-string of RFC 5321 4.1.2, but with dots anywhere, as our grammar reads it.
const NEEDS_NO_QUOTES = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\0-\x7f])+$/;

/**
 * Returns the form in which addresses of our own domains are compared and stored: lower case, NFC, a Unicode domain, and quotes only where
 * they are needed (RFC 5321 4.1.2: `"alice"@` is `alice@`). Null when it is no address with a domain. The key of a key is the key itself.
 * Not for addresses of other domains: they are sent on as they were given (RFC 5321 2.4).
 */
export function addressKey(address: string): string | null {
  const mailbox = parseMailbox(address);
  const domain = mailbox === undefined ? null : domainKey(mailbox.domain);
  if (mailbox === undefined || domain === null) return null;
  return key(mailbox.localPart.normalize('NFC').toLowerCase().normalize('NFC'), domain);
}

/** Returns a domain in lower-case Unicode; null when it is not a domain name. */
export function domainKey(domain: string): string | null {
  const ascii = domain.startsWith('[') ? undefined : normaliseDomain(domain);
  return ascii === undefined ? null : displayDomain(ascii);
}

/** Returns `user+tag@domain` without its tag, or null when it has none (RFC 5233 subaddress). */
export function withoutTag(addressKey: string): string | null {
  const at = addressKey.lastIndexOf('@');
  const quoted = addressKey.slice(0, at);
  const local = quoted.startsWith('"') ? quoted.slice(1, -1).replace(/\\(.)/g, '$1') : quoted;
  const plus = local.indexOf('+');
  return plus > 0 ? key(local.slice(0, plus), addressKey.slice(at + 1)) : null;
}

export function domainOf(addressKey: string): string {
  return addressKey.slice(addressKey.lastIndexOf('@') + 1);
}

function key(localPart: string, domain: string): string {
  const local = NEEDS_NO_QUOTES.test(localPart) ? localPart : `"${localPart.replace(/["\\]/g, '\\$&')}"`;
  return `${local}@${domain}`;
}

/** Returns whether both are addresses of one of our mailboxes; tags are ignored. */
export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [addressKey(one), addressKey(other)];
  return a !== null && b !== null && (withoutTag(a) ?? a) === (withoutTag(b) ?? b);
}
