import { acmeConfig } from '@postroom/acme';
import { dnsConfig, dnsServersSetting } from '@postroom/dns';
import { dkimConfig } from '@postroom/sender-auth/dkim';
import {
  certificateConfig,
  databaseConfig,
  filterConfig,
  httpConfig,
  listenConfig,
  loginConfig,
  objectStoreConfig,
  portConfig,
  publicConfig,
  redisConfig,
  reportsConfig,
  sharingConfig,
} from '@postroom/service';
import Type from 'typebox';

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  BIND: listenConfig.BIND,
  MAIL_HOSTNAME: listenConfig.MAIL_HOSTNAME,
  ...publicConfig,
  ...filterConfig,
  ...reportsConfig,
  SHARE_WITH: sharingConfig.SHARE_WITH,
  SCRAM: loginConfig.SCRAM,
  PROXY_PROTOCOL_FROM: listenConfig.PROXY_PROTOCOL_FROM,
  ...httpConfig,
  ...dnsConfig,
  ...dkimConfig,
  ...certificateConfig,
  ...acmeConfig,
  TLS_CERT_FILE: Type.Optional(
    Type.String({
      file: true,
      description: 'What smtp-ingress has there, for the TLSA record that postroom domain dns prints; no key is read.',
    }),
  ),
  CAA_ISSUERS: Type.String({
    default: '',
    pattern: '^$|^[a-z0-9.-]+(,[a-z0-9.-]+)*$',
    description:
      'Authorities that may give certificates for MAIL_HOSTNAME, as CAA records name them, letsencrypt.org,sectigo.com, for postroom domain dns; else that of ACME_DIRECTORY_URL, where it is known.',
  }),
  DNS_CHECK_SERVERS: dnsServersSetting(
    'DNS servers that postroom domain dns --check asks, each for itself, best of several networks, 1.1.1.1,8.8.8.8,9.9.9.9; else it asks DNS_SERVERS.',
  ),
  DKIM_ROTATE_DAYS: Type.Integer({
    default: 180,
    minimum: 0,
    description:
      'How old DKIM keys get before new ones are made, which sign once their records are in DNS; 0: only by postroom domain dkim rotate.',
  }),
  ADMIN_PORT: portConfig(8081, 'HTTP: the admin API, its documentation at /api/docs; 0 is none.'),
  ADMIN_TOKEN: Type.Optional(
    Type.String({
      minLength: 16,
      pattern: '^[!-~]+$',
      description: 'What the admin API asks for as a bearer token. Without it the admin API is off.',
    }),
  ),
  REFUSAL_DAYS: Type.Number({
    default: 7,
    minimum: 1,
    description: 'How long refused logins, senders, recipients and messages can be traced.',
  }),
  QUARANTINE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    maximum: 3_650,
    description: 'How long mail stays in quarantine; then it is dropped, unless its recipient is suspended.',
  }),
  QUARANTINE_MAX_BYTES: Type.Integer({
    default: 104_857_600,
    minimum: 1_048_576,
    description: 'Octets of mail that one recipient may have in quarantine; beyond them the oldest is dropped.',
  }),
  QUARANTINE_MAX_MAILS: Type.Integer({
    default: 10_000,
    minimum: 100,
    description: 'How many mails one recipient may have in quarantine; beyond them the oldest is dropped.',
  }),
  QUARANTINE_NOTICES: Type.Union([Type.Literal('off'), Type.Literal('daily'), Type.Literal('weekly')], {
    default: 'daily',
    description:
      'How often people are told by mail what is newly in quarantine for them: off, daily or weekly; who chose in the settings of the page is told so.',
  }),
  REPORTS_FROM: Type.Union([Type.Literal('proven'), Type.Literal('all')], {
    default: 'proven',
    description:
      'Whose reports on DMARC and TLS are counted (postroom reports): of senders that SPF or DKIM proves, as smtp-ingress with SENDER_AUTH finds it, or of all.',
  }),
  REPORT_ORGANIZATION: Type.String({
    default: '',
    maxLength: 200,
    description: 'What this platform calls itself in its reports to others; else MAIL_HOSTNAME.',
  }),
  REPORT_CONTACT: Type.String({
    default: '',
    pattern: '^$|^[^@\\s<>",]+@[^@\\s<>",]+$',
    description:
      'From which address reports go to others, where they may ask; of a domain here. Else postmaster of the domain that MAIL_HOSTNAME is in.',
  }),
  REPORT_DAYS: Type.Number({
    default: 90,
    minimum: 1,
    description: 'How long is kept what others report of our domains.',
  }),
  RESERVED_NAME_DAYS: Type.Number({
    default: 180,
    minimum: 0,
    maximum: 36_500,
    description:
      'For how long nobody gets the address of an account that is gone by joining; operators may give it away.',
  }),
  APPLICATION_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    maximum: 3_650,
    description:
      'How long applications for a mailbox are kept: from the decision on, or while nobody decides. As long invitations are, from their end on.',
  }),
  DISK_PATHS: Type.String({
    default: '',
    description: 'Folders, separated by commas, of whose disks it is told how full they are.',
  }),
  SWEEP_SECONDS: Type.Number({
    default: 1,
    minimum: 0.1,
    description: 'How often due deliveries are looked for in PostgreSQL and handed to the workers.',
  }),
  HOUSEKEEPING_SECONDS: Type.Number({ default: 60, minimum: 1, description: 'How often housekeeping runs.' }),
  LEARN_SECONDS: Type.Number({
    default: 20,
    minimum: 1,
    description: 'How often the statistical filter learns from what people moved to Junk and out of it.',
  }),
  MAINTENANCE_SHARE: Type.Integer({
    default: 20,
    minimum: 1,
    maximum: 100,
    description:
      'Percent of the time that maintenance, the work that an upgrade leaves for afterwards, keeps one connection to PostgreSQL busy.',
  }),
  BLOB_GRACE_HOURS: Type.Number({
    default: 1,
    minimum: 0,
    description: 'How long a message that nobody keeps any more stays on disk.',
  }),
  ORPHAN_HOURS: Type.Number({
    default: 2,
    minimum: 0.25,
    description:
      'How long stays on disk what a crash left of messages that were still arriving; counted from the last piece that arrived.',
  }),
  TOMBSTONE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long expunged uids are remembered for clients that resynchronise (RFC 7162).',
  }),
  TRACE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long the way of a finished mail can be traced.',
  }),
};
