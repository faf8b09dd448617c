import { normaliseDomain } from './domain.ts';
import { formatMailbox, parseMailbox } from './mailbox.ts';

/**
 * The one spelling of an address on the wire: the domain normalised, the local part exactly as given, since only its
 * own server may say whether case matters (RFC 5321 2.4). Undefined when it is no address. (How addresses of our own
 * accounts are compared is the directory's to say.)
 */
export function normaliseAddress(text: string): string | undefined {
  const mailbox = parseMailbox(text);
  if (mailbox === undefined) return undefined;
  const domain = normaliseDomain(mailbox.domain);
  return domain === undefined ? undefined : formatMailbox({ localPart: mailbox.localPart, domain });
}

/** The normalised domain of an address; undefined when the text is no address. */
export function domainOf(address: string): string | undefined {
  const mailbox = parseMailbox(address);
  return mailbox === undefined ? undefined : normaliseDomain(mailbox.domain);
}

/** An address without any character that is not ASCII, where the domain alone had some; else as it was given. */
export function asciiIfPossible(address: string): string {
  if (!/[^\0-\x7f]/.test(address)) return address;
  const ascii = normaliseAddress(address);
  return ascii === undefined || /[^\0-\x7f]/.test(ascii) ? address : ascii;
}
