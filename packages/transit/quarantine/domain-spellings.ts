import { displayDomain, normaliseDomain } from '@postroom/smtp';

/** A domain as it may stand in addresses, in lower case. */
export function domainSpellings(domain: string): string[] {
  const name = normaliseDomain(domain) ?? domain.toLowerCase();
  return [...new Set([name, displayDomain(name).toLowerCase()])];
}
