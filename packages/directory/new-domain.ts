import { domainKey } from './address-key.ts';

/** The key under which a new domain is stored, or in words why it cannot be added. */
export type NewDomain = { readonly key: string } | { readonly refusal: string };

/**
 * Checks the name of a domain that is to be added. Refuses names that cannot receive mail. Also refuses names of one label, which
 * mail from elsewhere cannot reach (RFC 5321 2.3.5, RFC 7085), unless `force`.
 */
export function newDomain(name: string, { force = false }: { force?: boolean | undefined } = {}): NewDomain {
  const key = domainKey(name);
  if (key === null) return { refusal: reason(name) };
  if (/\.\d+$|^\d+$/.test(key)) return { refusal: `${key} is an IP address, not a domain name` };
  if (/(?:^|\.)xn--/.test(key)) return { refusal: `${key} begins with xn-- but is not a valid international name` };
  if (!key.includes('.') && !force)
    return {
      refusal: `${key} has no dot, so other servers cannot send mail to it. For a private network use --force (API: force)`,
    };
  return { key };
}

/** Returns why a text is not a domain name. */
function reason(name: string): string {
  if (name.startsWith('[') || name.includes(':')) return `${name} is not a domain name`;
  if (name.startsWith('*'))
    return `${name} is a wildcard: add each domain separately, as each has its own DNS records and keys`;
  if (name.includes('@')) return `${name} is an address: use only the domain after the @`;
  if (name.split(/[.。．｡]/).some((label) => label.length > 63) || name.length > 253)
    return `Not a domain name: each part can have at most 63 octets, the whole name 253 (RFC 1035 2.3.4): ${name}`;
  return `Not a domain name: ${name}`;
}
