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
      'The authority from which certificates are ordered (ACME, RFC 8555), https://acme-v02.api.letsencrypt.org/directory; it has to reach web-access at http://NAME/.well-known/acme-challenge/, or ACME_DNS_HOOK proves names. Without it none are.',
  }),
  ACME_EMAIL: Type.String({
    default: '',
    pattern: '^$|^[^@\\s<>",]+@[^@\\s<>",]+$',
    description: 'To which address the authority may write.',
  }),
  ACME_TERMS: Type.Optional(
    Type.Literal('agreed', { description: 'You agree to the terms of service of the authority: agreed.' }),
  ),
  ACME_EAB_KID: Type.Optional(
    Type.String({
      needs: ['ACME_EAB_HMAC_KEY'],
      description:
        'Who you are to an authority that gives certificates to its customers alone (external account binding): the key identifier that it gave you.',
    }),
  ),
  ACME_EAB_HMAC_KEY: Type.Optional(
    Type.String({
      needs: ['ACME_EAB_KID'],
      pattern: '^[\\w-]{16,}={0,2}$',
      description: 'The key to that, in base64url as the authority gave it.',
    }),
  ),
  ACME_WEB_NAMES: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'Whether certificates are ordered for HTTPS in web-access, too (HTTPS_PORT): for the host of PUBLIC_URL, and for mta-sts.<domain> and autoconfig.<domain> of each domain where they lead to its addresses.',
  }),
  ACME_DNS_HOOK: Type.Optional(
    Type.String({
      pattern: '^/',
      file: true,
      needs: ['ACME_DIRECTORY_URL'],
      description:
        'Path of a program that puts TXT records into DNS and removes them, so that names are proved by dns-01, wildcards too; it is called with present or cleanup, a name and a value.',
    }),
  ),
  ACME_DNS_NAMES: Type.Union([Type.Literal('all'), Type.Literal('wildcards')], {
    default: 'all',
    description: 'Which names ACME_DNS_HOOK proves: all, or wildcards alone and the others by HTTP.',
  }),
  ACME_DNS_HOOK_SECONDS: Type.Number({
    default: 60,
    minimum: 1,
    maximum: 120,
    description: 'How long that program may take; then it is killed, and the order has failed.',
  }),
  ACME_DNS_SERVERS: dnsServersSetting(
    'DNS servers that all have to show such a record before the authority is told, best those of your zone, which never know too little; else one of DNS_SERVERS.',
  ),
  ACME_DNS_WAIT_SECONDS: Type.Number({
    default: 120,
    minimum: 1,
    maximum: 240,
    description: 'How long it may take until they do; then the order has failed.',
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
