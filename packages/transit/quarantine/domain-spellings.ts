import { displayDomain, normaliseDomain } from '@postroom/smtp';

/** Returns the forms in which a domain may stand in addresses (ASCII and Unicode), in lower case. */
export function domainSpellings(domain: string): string[] {
  const name = normaliseDomain(domain) ?? domain.toLowerCase();
  return [...new Set([name, displayDomain(name).toLowerCase()])];
}
