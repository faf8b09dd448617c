import { normaliseDomain } from './domain.ts';
import { formatMailbox, type Mailbox, parseMailbox } from './mailbox.ts';

/**
 * The one spelling of an address that is not ours: the domain normalised, the local part exactly as given, since only
 * its own server may say whether case matters (RFC 5321 2.4). Undefined when it is no address.
 */
export function normaliseRemoteAddress(text: string): string | undefined {
  return spell(text, (localPart) => localPart);
}

/**
 * The one spelling of an address of our own accounts and aliases: we are the server that may say, and we say that case
 * does not matter. NFC, since the same letters come composed from one keyboard and decomposed from another.
 */
export function normaliseAccountAddress(text: string): string | undefined {
  return spell(text, (localPart) => localPart.normalize('NFC').toLowerCase());
}

function spell(text: string, local: (localPart: string) => string): string | undefined {
  const mailbox = parseMailbox(text);
  if (mailbox === undefined) return undefined;
  const domain = normaliseDomain(mailbox.domain);
  return domain === undefined ? undefined : formatMailbox({ localPart: local(mailbox.localPart), domain });
}

/** The normalised domain of an address; undefined when the text is no address. */
export function domainOf(address: string): string | undefined {
  const mailbox = parseMailbox(address);
  return mailbox === undefined ? undefined : normaliseDomain(mailbox.domain);
}

/**
 * Splits `user+tag` (RFC 5233). The tag is everything after the first separator; a leading separator is part of the
 * user, so that no address has an empty one.
 */
export function splitTag(localPart: string, separator = '+'): { user: string; tag: string | undefined } {
  const at = localPart.indexOf(separator, 1);
  if (at === -1) return { user: localPart, tag: undefined };
  return { user: localPart.slice(0, at), tag: localPart.slice(at + separator.length) };
}

/** The address without its tag, or undefined when it has none. */
export function withoutTag(mailbox: Mailbox, separator = '+'): Mailbox | undefined {
  const { user, tag } = splitTag(mailbox.localPart, separator);
  return tag === undefined ? undefined : { localPart: user, domain: mailbox.domain };
}
