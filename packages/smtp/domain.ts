import { domainToASCII, domainToUnicode } from 'node:url';
import { formatAddressLiteral, parseAddressLiteral } from './address-literal.ts';

// Host names have no underscores, but some domains with underscores receive mail, so they are accepted.
const ASCII_DOMAIN = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const NON_ASCII = /[^\0-\x7f]/;

/**
 * Returns the form of a domain for DNS, for the wire and for comparison: lower case, A-labels (`xn--…`), no
 * trailing dot; an address literal in one spelling. Undefined when it is no domain.
 *
 * A-labels rather than U-labels, because DNS, TLS and servers without SMTPUTF8 understand only these, and because
 * a U-label has several spellings (normalisation forms, full-width letters) while its A-label has one. The directory
 * keeps our own domains as U-labels, for people; both forms return the same here.
 */
export function normaliseDomain(text: string): string | undefined {
  if (text.startsWith('[')) {
    const ip = parseAddressLiteral(text);
    return ip === undefined ? undefined : formatAddressLiteral(ip);
  }
  // domainToASCII reads plain numbers as IPv4 addresses, as URLs do, so it only gets names that need it.
  const ascii = (NON_ASCII.test(text) ? domainToASCII(text) : text.toLowerCase()).replace(/\.$/, '');
  if (ascii.length > 253 || !ASCII_DOMAIN.test(ascii)) return undefined;
  return ascii;
}

/** Returns the form for people: U-labels where the A-labels are valid. */
export function displayDomain(domain: string): string {
  if (!domain.includes('xn--')) return domain;
  return domainToUnicode(domain) || domain;
}
