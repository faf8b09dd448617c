import { domainKey } from './address-key.ts';

/** Labels of a host name that are looked at, from its end. */
const MAX_LABELS = 10;

/** The domains that a host name may lie in, itself first: `mail.example.org`, `example.org`, `org`. None for what is no name. */
export function domainsIn(host: string): string[] {
  const labels = domainKey(host)?.split('.').slice(-MAX_LABELS) ?? [];
  return labels.map((_, at) => labels.slice(at).join('.'));
}
