import { displayDomain, normaliseDomain, parseMailbox } from '@postroom/smtp';

// RFC 5321 4.1.2 Dot-string, with dots anywhere, as the grammar reads it.
const NEEDS_NO_QUOTES = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\0-\x7f])+$/;

/**
 * How addresses of our own domains are compared and stored: lower case, quotes only where there must be some (RFC 5321
 * 4.1.2: `"alice"@` is `alice@`), Unicode domain, NFC. Null when it is no address with a domain. The key of a key is
 * the same key. Not for what is sent on: other domains get their addresses as they were given (RFC 5321 2.4).
 */
export function addressKey(address: string): string | null {
  const mailbox = parseMailbox(address);
  const domain = mailbox === undefined ? null : domainKey(mailbox.domain);
  if (mailbox === undefined || domain === null) return null;
  return key(mailbox.localPart.normalize('NFC').toLowerCase().normalize('NFC'), domain);
}

/** A domain in lower-case Unicode; null when it is not a domain name. */
export function domainKey(domain: string): string | null {
  const ascii = domain.startsWith('[') ? undefined : normaliseDomain(domain);
  return ascii === undefined ? null : displayDomain(ascii);
}

/** `user+tag@domain` without its tag, or null when there is none (RFC 5233 subaddress). */
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

/** Whether both are addresses of one mailbox of ours, with whatever tags. */
export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [addressKey(one), addressKey(other)];
  return a !== null && b !== null && (withoutTag(a) ?? a) === (withoutTag(b) ?? b);
}
