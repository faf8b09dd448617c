import { dnsConfig } from '@postroom/dns';
import { heldConfig, intakeConfig, scanningConfig, sendingConfig } from '@postroom/intake';
import { issuerConfig } from '@postroom/issuer';
import {
  databaseConfig,
  httpConfig,
  listenConfig,
  loginConfig,
  objectStoreConfig,
  portConfig,
  publicConfig,
  redisConfig,
  sharingConfig,
} from '@postroom/service';
import Type, { type Static } from 'typebox';

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...loginConfig,
  ...issuerConfig,
  ...httpConfig,
  ...dnsConfig,
  BIND: listenConfig.BIND,
  MAIL_HOSTNAME: listenConfig.MAIL_HOSTNAME,
  MAX_CONNECTIONS: listenConfig.MAX_CONNECTIONS,
  PROXY_PROTOCOL_FROM: listenConfig.PROXY_PROTOCOL_FROM,
  HTTP_PORT: portConfig(
    8080,
    'HTTP port of the webmail and JMAP; 0 turns it off. Use a proxy in front of it for TLS, or HTTPS_PORT.',
  ),
  HTTPS_PORT: portConfig(
    0,
    'HTTPS port of the webmail and JMAP, with the certificate for the requested name; 0 turns it off.',
    {
      needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
    },
  ),
  HTTP_REDIRECT: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'Whether a browser that opens the page by http is redirected to https, at the port of PUBLIC_URL or 443; nothing else is redirected.',
  }),
  TLS_CERT_FILE: listenConfig.TLS_CERT_FILE,
  TLS_KEY_FILE: listenConfig.TLS_KEY_FILE,
  TLS_CERT_DIR: listenConfig.TLS_CERT_DIR,
  TLS_TICKET_SECRET: listenConfig.TLS_TICKET_SECRET,
  CERTIFICATE_SECRET: listenConfig.CERTIFICATE_SECRET,
  ...publicConfig,
  HTTP_ORIGINS: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s,?#]+(\\s*,\\s*https?://[^/\\s,?#]+)*$',
    description:
      'Origins of other web pages that may use JMAP here (CORS), such as https://page.example.org; none by default.',
  }),
  ACCESS_TOKEN_MINUTES: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 1440,
    description: 'How long an access token is valid; after that the refresh token gets a new one.',
  }),
  SESSION_DAYS: Type.Integer({
    default: 60,
    minimum: 1,
    maximum: 3650,
    description:
      'The number of days after which a session of the page ends, and a session of a program that is not used.',
  }),
  ACCOUNT_DELETION_DAYS: Type.Number({
    default: 7,
    minimum: 0,
    maximum: 365,
    description: 'How many days after the wish of its owner an account is deleted; until then the owner can undo it.',
  }),
  JOIN_NAME_LENGTH: Type.Integer({
    default: 3,
    minimum: 1,
    maximum: 32,
    description: 'The fewest letters of a name that somebody applies for; letters other than a to z count as octets.',
  }),
  JOIN_PASSWORD_LENGTH: Type.Integer({
    default: 10,
    minimum: 8,
    maximum: 64,
    description: 'The fewest characters of the password of a person who joins.',
  }),
  JOIN_PROOF_BITS: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 24,
    description:
      'How hard the proof of work of an application is: each bit more takes a browser twice as long. 15 bits take about a second.',
  }),
  JOIN_CHECKS_PER_HOUR: Type.Integer({
    default: 120,
    minimum: 1,
    description:
      'The most names that one network (IPv4 /24, IPv6 /64) may check in an hour, with or without applying for them.',
  }),
  JOIN_PER_DAY: Type.Integer({
    default: 20,
    minimum: 1,
    description: 'The most mailboxes that one network (IPv4 /24, IPv6 /64) may get or apply for in a day.',
  }),
  JOIN_MAX_PENDING: Type.Integer({
    default: 500,
    minimum: 1,
    maximum: 100_000,
    description: 'The most applications for one domain that wait for approval.',
  }),
  JOIN_MAX_PENDING_PER_NETWORK: Type.Integer({
    default: 10,
    minimum: 1,
    description: 'The most applications from one network (IPv4 /24, IPv6 /64) for one domain that wait for approval.',
  }),
  HTTP_LIST_HOSTS: Type.String({
    default: '',
    description:
      'Servers of mailing lists in your own network, such as lists.internal:8443, at which people may unsubscribe by one click; all other servers must be public.',
  }),
  HTTP_PICTURE_HOSTS: Type.String({
    default: '',
    description:
      'Servers in your own network, such as pictures.internal:8443, from which the page may show pictures in messages; all other servers must be public.',
  }),
  HTTP_PUSH_HOSTS: Type.String({
    default: '',
    description:
      'Push services of JMAP clients inside your own network or at an address of MAIL_HOSTNAME, push.internal:8443, which may use plain HTTP; all others have to be public and use https.',
  }),
  MAX_MESSAGE_BYTES: Type.Integer({
    default: 50 * 1024 * 1024,
    minimum: 1024,
    description: 'The most octets of a message.',
  }),
  ...intakeConfig,
  ...heldConfig,
  ...sendingConfig,
  ...scanningConfig,
  ...sharingConfig,
  JMAP_MAX_REQUEST_BYTES: Type.Integer({
    default: 10_000_000,
    minimum: 100_000,
    maximum: 100_000_000,
    description: 'The largest JMAP request, in octets (RFC 8620 2, maxSizeRequest).',
  }),
  JMAP_MAX_UPLOAD_BYTES: Type.Integer({
    default: 50_000_000,
    minimum: 1_000_000,
    maximum: 1_000_000_000,
    description: 'The largest file that can be uploaded, in octets (RFC 8620 2, maxSizeUpload).',
  }),
  JMAP_MAX_CALLS: Type.Integer({
    default: 32,
    minimum: 16,
    maximum: 1_000,
    description: 'The most calls of one JMAP request (maxCallsInRequest).',
  }),
  JMAP_MAX_OBJECTS: Type.Integer({
    default: 500,
    minimum: 500,
    maximum: 10_000,
    description: 'The most objects that one JMAP call gets or changes (maxObjectsInGet, maxObjectsInSet).',
  }),
  JMAP_SEARCH_MB: Type.Integer({
    default: 512,
    minimum: 1,
    description:
      'MiB of messages that one search may read from end to end, because their text is too long to be kept for search; a search that needs more is refused.',
  }),
  JMAP_MAX_CONCURRENT_REQUESTS: Type.Integer({
    default: 8,
    minimum: 4,
    maximum: 1_000,
    description: 'The most JMAP requests of one account at the same time in one process (maxConcurrentRequests).',
  }),
};

export type WebConfig = Static<ReturnType<typeof Type.Object<typeof config>>>;
