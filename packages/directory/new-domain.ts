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
  if (/\.\d+$|^\d+$/.test(key)) return { refusal: `Mail goes to names, and ${key} is an address of a computer` };
  if (/(?:^|\.)xn--/.test(key)) return { refusal: `${key} begins like an international name (xn--), and is none` };
  if (!key.includes('.') && !force)
    return {
      refusal: `${key} has no dot: mail from other servers would never come to it. For a network of your own it is taken with --force, or force`,
    };
  return { key };
}

/** Returns why a text is not a domain name. */
function reason(name: string): string {
  if (name.startsWith('[') || name.includes(':')) return `Mail goes to names, and ${name} is none`;
  if (name.startsWith('*'))
    return `${name} stands for many domains: each is added by itself, since each has records and keys of its own`;
  if (name.includes('@')) return `${name} is an address: the domain is what stands behind its @`;
  if (name.split(/[.。．｡]/).some((label) => label.length > 63) || name.length > 253)
    return `Not a domain name: each part has 63 octets at most, the whole 253 (RFC 1035 2.3.4): ${name}`;
  return `Not a domain name: ${name}`;
}
