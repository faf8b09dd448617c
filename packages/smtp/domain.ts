import { domainToASCII, domainToUnicode } from 'node:url';
import { formatAddressLiteral, parseAddressLiteral } from './address-literal.ts';

// Underscores are no host names, but domains with them receive mail, so they are let through.
const ASCII_DOMAIN = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
const NON_ASCII = /[^\0-\x7f]/;

/**
 * The form in which domains go to DNS and onto the wire, and in which they compare: lower case, A-labels (`xn--…`), no
 * trailing dot; an address literal in one spelling. Undefined when it is no domain.
 *
 * A-labels rather than U-labels, because they are what DNS, TLS and servers without SMTPUTF8 understand, and because
 * a U-label has several spellings (normalisation forms, full-width letters) while its A-label has one. The directory
 * keeps our own domains as U-labels, for people; both forms come out of this the same.
 */
export function normaliseDomain(text: string): string | undefined {
  if (text.startsWith('[')) {
    const ip = parseAddressLiteral(text);
    return ip === undefined ? undefined : formatAddressLiteral(ip);
  }
  // domainToASCII reads plain numbers as IPv4 addresses, as URLs do, so it only sees names that need it.
  const ascii = (NON_ASCII.test(text) ? domainToASCII(text) : text.toLowerCase()).replace(/\.$/, '');
  if (ascii.length > 253 || !ASCII_DOMAIN.test(ascii)) return undefined;
  return ascii;
}

/** The form for people: U-labels where the A-labels stand for any. */
export function displayDomain(domain: string): string {
  if (!domain.includes('xn--')) return domain;
  return domainToUnicode(domain) || domain;
}
