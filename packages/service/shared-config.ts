import { AddressRanges } from '@postroom/net';
import Type from 'typebox';
import { parsePublicServers } from './public-servers.ts';
import { otlpHeaders } from './tracing/otlp-headers.ts';

/** Variables that several services read, declared once. */

/** A port to listen on; 0 turns it off. */
export function portConfig(port: number, description: string, more: { needs?: readonly string[] } = {}): Type.TInteger {
  return Type.Integer({ default: port, minimum: 0, maximum: 65535, ...more, description });
}

export const serviceConfig = {
  LOG_LEVEL: Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'The lowest level of lines that are logged.' },
  ),
  LOG_ADDRESSES: Type.Union([Type.Literal('plain'), Type.Literal('hash', { needs: ['LOG_HASH_KEY'] })], {
    default: 'plain',
    description: 'Whether mail addresses are logged in clear or as a keyed hash.',
  }),
  LOG_HASH_KEY: Type.Optional(
    Type.String({
      minLength: 16,
      needs: ['LOG_ADDRESSES'],
      description: 'The key for LOG_ADDRESSES=hash, the same for all services of a platform.',
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: '',
    pattern: '^$|^https?://',
    description:
      'The OpenTelemetry collector that gets traces (OTLP over HTTP), http://collector:4318. Without it there are no traces.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: Type.Refine(
    Type.String({
      default: '',
      needs: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      description: 'HTTP headers for the collector: name=value,name=value.',
    }),
    (text) => otlpHeaders(text) !== undefined,
    () => 'must be name=value,name=value with percent-encoded values',
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'The share of messages that are traced.',
  }),
  HEALTH_PORT: portConfig(0, 'Port of /healthz, /readyz and /metrics; 0 turns it off.'),
  HEALTH_BIND: Type.String({ default: '127.0.0.1', description: 'Address of the health port.' }),
  STOP_GRACE_SECONDS: Type.Integer({
    default: 10,
    minimum: 0,
    description: 'How long sessions have to finish when the service stops.',
  }),
};

export const databaseConfig = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://.',
    description: 'PostgreSQL, 15 or newer: postgres://user:password@host:port/database.',
  }),
  DATABASE_POOL: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1000,
    description: 'The most connections to PostgreSQL of one process.',
  }),
};

export const redisConfig = {
  REDIS_URL: Type.String({
    pattern: '^rediss?://.',
    description: 'Redis, 6.2 or newer: redis://:password@host:port/database.',
  }),
  REDIS_PREFIX: Type.String({
    default: 'postroom',
    pattern: '^([A-Za-z0-9_-]+|\\{[A-Za-z0-9_-]+\\})$',
    description:
      'The prefix of every key and channel, so that platforms can share a Redis. In cluster mode write it in braces, {postroom}, so that all keys are in one slot.',
  }),
};

/** Settings of services that order certificates or show them. */
export const certificateConfig = {
  CERTIFICATE_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'The secret that encrypts the private keys of ACME certificates in the database: 32 random octets or more, openssl rand -base64 32, the same for mailbox-store, smtp-ingress, imap-access, pop3-access and web-access. Without it those certificates are not used.',
    }),
  ),
};

export const listenConfig = {
  TOKEN_LOGIN: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'OAUTHBEARER and XOAUTH2 in SMTP, IMAP and POP3, with the access tokens that programs get from web-access (/oauth/token). JMAP always accepts them.',
  }),
  BIND: Type.String({ default: '127.0.0.1', description: 'The address on which ports are opened; :: for all.' }),
  MAIL_HOSTNAME: Type.String({
    default: 'localhost',
    description: 'The host name of this platform in greetings and trace header fields.',
  }),
  TLS_CERT_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['TLS_KEY_FILE'],
      description: 'PEM certificate chain. Without it there is no TLS.',
    }),
  ),
  TLS_KEY_FILE: Type.Optional(
    Type.String({ file: true, needs: ['TLS_CERT_FILE'], description: 'PEM private key of the certificate.' }),
  ),
  ...certificateConfig,
  TLS_CERT_DIR: Type.Optional(
    Type.String({
      needs: ['TLS_CERT_FILE'],
      description:
        'A folder of folders, each with one more certificate for clients that ask for a name in it (SNI): tls.crt and tls.key as in Kubernetes, or fullchain.pem and privkey.pem as in /etc/letsencrypt/live. Clients that ask for no name in it get TLS_CERT_FILE.',
    }),
  ),
  TLS_CLIENT_CA_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['TLS_CERT_FILE'],
      description:
        'PEM certificates of the authorities that sign the certificates of clients. With it the ports for users ask for a client certificate, and EXTERNAL logs in by the mail address in it (rfc822Name), without a password.',
    }),
  ),
  TLS_TICKET_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
      description:
        'With this secret each replica can resume the TLS sessions of the others: 32 random octets or more, openssl rand -base64 32. The keys of each day are derived from it. Without it each process resumes only its own sessions.',
    }),
  ),
  MAX_CONNECTIONS: Type.Integer({
    default: 10_000,
    minimum: 1,
    description: 'The most connections at the same time, in total.',
  }),
  MAX_CONNECTIONS_PER_ADDRESS: Type.Integer({
    default: 100,
    minimum: 1,
    description: 'The most connections at the same time from one address (IPv6: one /64).',
  }),
  PROXY_PROTOCOL_FROM: addressRanges(
    'Addresses and ranges of load balancers, such as 10.0.0.5,10.1.0.0/16. Connections from there must begin with a PROXY header (version 1 or 2); from all others it is not accepted.',
  ),
};

export const httpConfig = {
  HTTP_PROXIES: addressRanges(
    'Addresses and ranges of HTTP proxies, such as an ingress controller: the address in X-Forwarded-For of their requests is taken as the client.',
  ),
};

/** Settings of the filter that learns from messages that people move into and out of Junk. */
export const filterConfig = {
  FILTER: Type.Union(
    ['off', 'own', 'shared'].map((mode) => Type.Literal(mode)),
    {
      default: 'shared',
      description:
        'The statistical filter, the same for mailbox-store and delivery-worker: off; each account learns from the mail that it moves into Junk and out of it; or all accounts learn from each other, too.',
    },
  ),
};

/** Settings of reports to other domains, on mail in their name and on TLS with their servers. */
export const reportsConfig = {
  SEND_REPORTS: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description:
      'Whether domains that ask for reports get them daily: on DMARC results of mail in their name (RFC 9990), and on TLS with their servers (RFC 8460); the same for smtp-ingress, delivery-worker and mailbox-store. It needs DKIM keys of the domain of REPORT_CONTACT.',
  }),
};

/** Settings that web-access and DNS publish for users, mail programs and other servers. */
export const publicConfig = {
  MTA_STS: Type.Union([Type.Literal('off'), Type.Literal('testing'), Type.Literal('enforce')], {
    default: 'testing',
    description:
      'The MTA-STS policy for other servers, once the records of `postroom domain dns` are published (RFC 8461): none; report when TLS to us fails; or send only by TLS with a certificate of MAIL_HOSTNAME.',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s?#]+$',
    description:
      'The URL at which users reach web-access, https://mail.example.org. Without it each client is given the name that it used itself.',
  }),
  PUBLIC_SERVERS: Type.Refine(
    Type.String({
      default: 'imaps=993,pop3s=995,submissions=465,submission=587',
      description:
        'The servers that mail programs should use, the best first: SERVICE=PORT or SERVICE=HOST:PORT of imaps, imap, pop3s, pop3, submissions, submission, as they are reached from outside; the default host is MAIL_HOSTNAME. `npm start` fills in its own ports.',
    }),
    (text) => serversFault(text) === undefined,
    (text) => serversFault(text) ?? '',
  ),
};

/** Settings of sharing, for all protocols. */
export const sharingConfig = {
  SHARE_WITH: Type.Union([Type.Literal('domain'), Type.Literal('everybody')], {
    default: 'domain',
    description:
      'With whom people can share mailboxes (JMAP principals, identifiers of ACL in IMAP): the accounts and groups of their own domain, or those of all domains. The same holds for the members of a group.',
  }),
  SHARED_SEEN: Type.Union([Type.Literal('each'), Type.Literal('all')], {
    default: 'each',
    description:
      'Whether each reader of a shared mailbox has a \\Seen of their own for its messages, or all share one. The same for imap-access and web-access.',
  }),
};

export const loginConfig = {
  SCRAM: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'SCRAM-SHA-256 and -PLUS in SMTP, IMAP and POP3. While it is on, its keys are made when a password is set; for passwords that exist already, or come from an application, they are made at the next login with the password. Until then the user cannot log in by SCRAM, which some programs prefer if it is offered. The same for all services.',
  }),
  LOGIN_FAILURES_MINUTES: Type.Integer({
    default: 15,
    minimum: 1,
    description:
      'For how long wrong passwords count, from the first one on. A network is an IPv4 address or an IPv6 /64.',
  }),
  LOGIN_FAILURES_PER_NETWORK: Type.Integer({
    default: 100,
    minimum: 1,
    description:
      'The number of wrong passwords from one network, for any accounts, after which the network is refused.',
  }),
  LOGIN_FAILURES_PER_NETWORK_AND_ACCOUNT: Type.Integer({
    default: 30,
    minimum: 1,
    description:
      'The number of wrong passwords from one network for one account after which the network is refused for this account.',
  }),
  LOGIN_FAILURES_PER_ACCOUNT: Type.Integer({
    default: 1_000,
    minimum: 1,
    description:
      'The number of wrong passwords for one account from everywhere after which networks that the account does not know are refused for it.',
  }),
  LOGIN_KNOWN_NETWORK_DAYS: Type.Integer({
    default: 28,
    minimum: 1,
    description: 'How long an account knows a network from which it logged in; it knows at most the last 20.',
  }),
};

/** How many wrong passwords lead to a refusal, as the settings say. */
export type LoginLimits = Readonly<Record<Exclude<keyof typeof loginConfig, 'SCRAM'>, number>>;

/** Returns the limits in the form for the counter of attempts. */
export function loginLimits(config: LoginLimits) {
  return {
    perNetwork: config.LOGIN_FAILURES_PER_NETWORK,
    perNetworkAndAccount: config.LOGIN_FAILURES_PER_NETWORK_AND_ACCOUNT,
    perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
    windowSeconds: config.LOGIN_FAILURES_MINUTES * 60,
    knownSeconds: config.LOGIN_KNOWN_NETWORK_DAYS * 86_400,
  };
}

/** A setting that lists addresses and ranges, empty by default. */
export function addressRanges(description: string) {
  return Type.Refine(
    Type.String({ default: '', description }),
    (text) => rangesFault(text) === undefined,
    (text) => rangesFault(text) ?? '',
  );
}

/** Returns why a text is no list of addresses and ranges. */
function rangesFault(text: string): string | undefined {
  try {
    AddressRanges.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Returns why a text is no list of servers. */
function serversFault(text: string): string | undefined {
  try {
    parsePublicServers(text, 'localhost');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Variables that must be set together. */
const S3 = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];

export const objectStoreConfig = {
  S3_ENDPOINT: Type.String({
    default: '',
    needs: S3,
    pattern: '^$|^https?://',
    description: 'The URL of an S3-compatible store for large bodies. Without it everything is in PostgreSQL.',
  }),
  S3_BUCKET: Type.String({ default: '', needs: S3, description: 'The bucket, which must exist.' }),
  S3_REGION: Type.String({
    default: '',
    needs: S3,
    description: 'The region of the bucket; stores without regions accept us-east-1.',
  }),
  S3_ACCESS_KEY_ID: Type.String({ default: '', needs: S3, description: 'The access key id for the store.' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '', needs: S3, description: 'The secret of the access key.' }),
  S3_PREFIX: Type.String({
    default: 'postroom',
    pattern: '^[A-Za-z0-9_-]*$',
    description:
      'The prefix of every key. Two platforms, or a platform and a restored copy of it, must never share bucket and prefix.',
  }),
  S3_OVER_BYTES: Type.Integer({
    default: 64 * 1024,
    minimum: 0,
    maximum: 5 * 1024 * 1024,
    description: 'Bodies with more octets than this are kept in the store.',
  }),
  S3_UPLOADS: Type.Integer({
    default: 32,
    minimum: 0,
    description:
      'The number of bodies over 256 KiB that one process uploads at the same time, each with about 10 MiB of memory; more of them go to PostgreSQL.',
  }),
};
