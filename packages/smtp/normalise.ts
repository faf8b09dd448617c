import { normaliseDomain } from './domain.ts';
import { formatMailbox, parseMailbox } from './mailbox.ts';

/**
 * Returns the only spelling of an address on the wire: the domain normalised, the local part exactly as given, since only its
 * own server knows whether case matters (RFC 5321 2.4). Undefined when it is no address. (The directory decides how addresses of our
 * own accounts are compared.)
 */
export function normaliseAddress(text: string): string | undefined {
  const mailbox = parseMailbox(text);
  if (mailbox === undefined) return undefined;
  const domain = normaliseDomain(mailbox.domain);
  return domain === undefined ? undefined : formatMailbox({ localPart: mailbox.localPart, domain });
}

/** Returns the normalised domain of an address; undefined when the text is no address. */
export function domainOf(address: string): string | undefined {
  const mailbox = parseMailbox(address);
  return mailbox === undefined ? undefined : normaliseDomain(mailbox.domain);
}

/** Returns an address in pure ASCII where only its domain is international; else the address as given. */
export function asciiIfPossible(address: string): string {
  if (!/[^\0-\x7f]/.test(address)) return address;
  const ascii = normaliseAddress(address);
  return ascii === undefined || /[^\0-\x7f]/.test(ascii) ? address : ascii;
}
