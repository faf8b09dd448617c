import { dnsServersSetting } from '@postroom/dns';
import Type from 'typebox';
import type { Authority } from './order.ts';

/** Settings of services that order certificates. */
export const acmeConfig = {
  ACME_DIRECTORY_URL: Type.String({
    default: '',
    pattern: '^$|^https://[^\\s]+$',
    needs: ['ACME_TERMS', 'CERTIFICATE_SECRET'],
    description:
      'The authority from which certificates are ordered (ACME, RFC 8555), https://acme-v02.api.letsencrypt.org/directory; it has to reach web-access at http://NAME/.well-known/acme-challenge/, or ACME_DNS_HOOK proves the names. Without it no certificates are ordered.',
  }),
  ACME_EMAIL: Type.String({
    default: '',
    pattern: '^$|^[^@\\s<>",]+@[^@\\s<>",]+$',
    description: 'The mail address to which the authority may write.',
  }),
  ACME_TERMS: Type.Optional(
    Type.Literal('agreed', {
      description: 'Set it to `agreed` if you agree to the terms of service of the authority.',
    }),
  ),
  ACME_EAB_KID: Type.Optional(
    Type.String({
      needs: ['ACME_EAB_HMAC_KEY'],
      description:
        'The key identifier from an authority that gives certificates only to its customers (external account binding).',
    }),
  ),
  ACME_EAB_HMAC_KEY: Type.Optional(
    Type.String({
      needs: ['ACME_EAB_KID'],
      pattern: '^[\\w-]{16,}={0,2}$',
      description: 'The key that belongs to ACME_EAB_KID, in base64url as the authority gave it.',
    }),
  ),
  ACME_WEB_NAMES: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'Whether certificates are also ordered for HTTPS in web-access (HTTPS_PORT): for the host of PUBLIC_URL, and for mta-sts.<domain> and autoconfig.<domain> of each domain if their DNS points to its addresses.',
  }),
  ACME_DNS_HOOK: Type.Optional(
    Type.String({
      pattern: '^/',
      file: true,
      needs: ['ACME_DIRECTORY_URL'],
      description:
        'Path of a program that adds TXT records to DNS and removes them, so that names, even wildcards, are proved by dns-01; it is called with present or cleanup, a name and a value.',
    }),
  ),
  ACME_DNS_NAMES: Type.Union([Type.Literal('all'), Type.Literal('wildcards')], {
    default: 'all',
    description: 'Which names ACME_DNS_HOOK proves: all, or only wildcards, while the others are proved by HTTP.',
  }),
  ACME_DNS_HOOK_SECONDS: Type.Number({
    default: 60,
    minimum: 1,
    maximum: 120,
    description: 'How long ACME_DNS_HOOK may take; after that it is killed, and the order fails.',
  }),
  ACME_DNS_SERVERS: dnsServersSetting(
    'DNS servers that all have to return the TXT record before the authority is asked to check it, best those of your zone, which always have the newest records; else one of DNS_SERVERS.',
  ),
  ACME_DNS_WAIT_SECONDS: Type.Number({
    default: 120,
    minimum: 1,
    maximum: 240,
    description: 'How long it may take until these DNS servers return the TXT record; after that the order fails.',
  }),
};

interface AuthorityConfig {
  readonly ACME_DIRECTORY_URL: string;
  readonly ACME_EMAIL: string;
  readonly ACME_EAB_KID?: string;
  readonly ACME_EAB_HMAC_KEY?: string;
}

/** Returns the authority that the settings describe. */
export function authorityOf(config: AuthorityConfig): Omit<Authority, 'accountKey'> {
  const { ACME_DIRECTORY_URL: directoryUrl, ACME_EMAIL: email, ACME_EAB_KID: kid, ACME_EAB_HMAC_KEY: hmacKey } = config;
  return { directoryUrl, email, binding: kid && hmacKey ? { kid, hmacKey } : undefined };
}
