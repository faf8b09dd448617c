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
      description:
        'mailbox-store needs the certificate of smtp-ingress, for the TLSA record that postroom domain dns prints; it reads no key.',
    }),
  ),
  CAA_ISSUERS: Type.String({
    default: '',
    pattern: '^$|^[a-z0-9.-]+(,[a-z0-9.-]+)*$',
    description:
      'Authorities that may give certificates for MAIL_HOSTNAME, as CAA records name them, letsencrypt.org,sectigo.com, for postroom domain dns; else the authority of ACME_DIRECTORY_URL, if it is known.',
  }),
  DNS_CHECK_SERVERS: dnsServersSetting(
    'DNS servers that postroom domain dns --check asks separately, best in several networks, 1.1.1.1,8.8.8.8,9.9.9.9; else it asks DNS_SERVERS.',
  ),
  DKIM_ROTATE_DAYS: Type.Integer({
    default: 180,
    minimum: 0,
    description:
      'The age of DKIM keys at which new ones are made, which sign as soon as their records are in DNS; 0: only by postroom domain dkim rotate.',
  }),
  ADMIN_PORT: portConfig(8081, 'HTTP port of the admin API, with its documentation at /api/docs; 0 turns it off.'),
  ADMIN_TOKEN: Type.Optional(
    Type.String({
      minLength: 16,
      pattern: '^[!-~]+$',
      description: 'The bearer token of the admin API. Without it the admin API is off.',
    }),
  ),
  REFUSAL_DAYS: Type.Number({
    default: 7,
    minimum: 1,
    description: 'How long traces of refused logins, senders, recipients and messages are kept.',
  }),
  QUARANTINE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    maximum: 3_650,
    description: 'How long mail stays in quarantine; then it is deleted, unless its recipient is suspended.',
  }),
  QUARANTINE_MAX_BYTES: Type.Integer({
    default: 104_857_600,
    minimum: 1_048_576,
    description:
      'The most octets of mail that one recipient may have in quarantine; beyond that the oldest is deleted.',
  }),
  QUARANTINE_MAX_MAILS: Type.Integer({
    default: 10_000,
    minimum: 100,
    description: 'The most messages that one recipient may have in quarantine; beyond that the oldest is deleted.',
  }),
  QUARANTINE_NOTICES: Type.Union([Type.Literal('off'), Type.Literal('daily'), Type.Literal('weekly')], {
    default: 'daily',
    description:
      'How often people get a mail about what is new in their quarantine: off, daily or weekly; what they choose in the settings of the page comes first.',
  }),
  REPORTS_FROM: Type.Union([Type.Literal('proven'), Type.Literal('all')], {
    default: 'proven',
    description:
      'Whose reports on DMARC and TLS are counted (postroom reports): those of senders that SPF or DKIM proves, which needs SENDER_AUTH in smtp-ingress, or all.',
  }),
  REPORT_ORGANIZATION: Type.String({
    default: '',
    maxLength: 200,
    description: 'The name of this platform in its reports to others; else MAIL_HOSTNAME.',
  }),
  REPORT_CONTACT: Type.String({
    default: '',
    pattern: '^$|^[^@\\s<>",]+@[^@\\s<>",]+$',
    description:
      'The address from which reports go to others and which answers their questions; its domain must be one of this platform. Else postmaster of the domain that MAIL_HOSTNAME is in.',
  }),
  REPORT_DAYS: Type.Number({
    default: 90,
    minimum: 1,
    description: 'How long reports of others about our domains are kept.',
  }),
  RESERVED_NAME_DAYS: Type.Number({
    default: 180,
    minimum: 0,
    maximum: 36_500,
    description: 'How long nobody can join with the address of a removed account; operators can still give it away.',
  }),
  APPLICATION_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    maximum: 3_650,
    description:
      'How long applications for a mailbox are kept after the decision, or while nobody decides, and how long invitations are kept after their end.',
  }),
  DISK_PATHS: Type.String({
    default: '',
    description: 'Folders, separated by commas; the metrics tell how full their disks are.',
  }),
  SWEEP_SECONDS: Type.Number({
    default: 1,
    minimum: 0.1,
    description: 'How often due deliveries are read from PostgreSQL and given to the workers.',
  }),
  HOUSEKEEPING_SECONDS: Type.Number({ default: 60, minimum: 1, description: 'How often housekeeping runs.' }),
  LEARN_SECONDS: Type.Number({
    default: 20,
    minimum: 1,
    description: 'How often the statistical filter learns from mail that people moved into Junk and out of it.',
  }),
  MAINTENANCE_SHARE: Type.Integer({
    default: 20,
    minimum: 1,
    maximum: 100,
    description:
      'The share of time, in percent, for which maintenance jobs after an upgrade keep one connection to PostgreSQL busy.',
  }),
  BLOB_GRACE_HOURS: Type.Number({
    default: 1,
    minimum: 0,
    description: 'How long a message that is no longer in any mailbox stays on disk.',
  }),
  ORPHAN_HOURS: Type.Number({
    default: 2,
    minimum: 0.25,
    description:
      'How long parts of messages whose reception was cut off by a crash stay on disk, counted from the last part that arrived.',
  }),
  TOMBSTONE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long expunged uids are remembered for clients that resynchronise (RFC 7162).',
  }),
  TRACE_DAYS: Type.Number({
    default: 30,
    minimum: 1,
    description: 'How long the trace of a finished mail is kept.',
  }),
};
