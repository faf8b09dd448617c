import { domainKey } from './address-key.ts';

/** How many labels of a host name are looked at, from its end. */
const MAX_LABELS = 10;

/** Returns the domains that a host name may lie in, itself first: `mail.example.org`, `example.org`, `org`. Empty when it is not a name. */
export function domainsIn(host: string): string[] {
  const labels = domainKey(host)?.split('.').slice(-MAX_LABELS) ?? [];
  return labels.map((_, at) => labels.slice(at).join('.'));
}
