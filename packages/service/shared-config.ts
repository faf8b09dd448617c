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
    { default: 'info', description: 'The least important lines that are logged.' },
  ),
  LOG_ADDRESSES: Type.Union([Type.Literal('plain'), Type.Literal('hash', { needs: ['LOG_HASH_KEY'] })], {
    default: 'plain',
    description: 'Whether mail addresses are logged as they are, or as a keyed hash.',
  }),
  LOG_HASH_KEY: Type.Optional(
    Type.String({
      minLength: 16,
      needs: ['LOG_ADDRESSES'],
      description: 'The key of that hash, the same for all services of a platform.',
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: '',
    pattern: '^$|^https?://',
    description:
      'Where traces go: an OpenTelemetry collector (OTLP over HTTP), http://collector:4318. Without it, nowhere.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: Type.Refine(
    Type.String({
      default: '',
      needs: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      description: 'Sent along to the collector: name=value,name=value.',
    }),
    (text) => otlpHeaders(text) !== undefined,
    () => 'is not name=value,name=value with percent-encoded values',
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'The share of mails that are traced.',
  }),
  HEALTH_PORT: portConfig(0, 'Port of /healthz, /readyz and /metrics; 0 is none.'),
  HEALTH_BIND: Type.String({ default: '127.0.0.1', description: 'Address of the health port.' }),
  STOP_GRACE_SECONDS: Type.Integer({
    default: 10,
    minimum: 0,
    description: 'How long sessions may take to end politely when the service stops.',
  }),
};

export const databaseConfig = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://.',
    description: 'PostgreSQL, 15 or newer: postgres://user:password@host:port/database.',
  }),
  DATABASE_POOL: Type.Integer({ default: 10, minimum: 1, maximum: 1000, description: 'Connections to PostgreSQL.' }),
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
      'Put before every key and channel, so that platforms can share a Redis. In cluster mode in braces, {postroom}: one slot.',
  }),
};

/** Settings of services that order certificates or show them. */
export const certificateConfig = {
  CERTIFICATE_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'What private keys of certificates in the database (ACME) are kept under: 32 random octets or more, openssl rand -base64 32, the same for mailbox-store, smtp-ingress, imap-access, pop3-access and web-access. Without it those certificates are not shown.',
    }),
  ),
};

export const listenConfig = {
  TOKEN_LOGIN: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'OAUTHBEARER and XOAUTH2 by SMTP, IMAP and POP3, with the access tokens that programs get from web-access (/oauth/token). JMAP takes them always.',
  }),
  BIND: Type.String({ default: '127.0.0.1', description: 'Address the ports are opened on; :: for all.' }),
  MAIL_HOSTNAME: Type.String({
    default: 'localhost',
    description: 'The name this platform gives itself in greetings and trace headers.',
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
        'A folder of folders, each with one more certificate for clients that ask for a name in it (SNI): tls.crt and tls.key as in Kubernetes, or fullchain.pem and privkey.pem as in /etc/letsencrypt/live. Who asks for none gets TLS_CERT_FILE.',
    }),
  ),
  TLS_CLIENT_CA_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['TLS_CERT_FILE'],
      description:
        'PEM certificates of the authorities that stand for the certificates of clients. With it the ports for users ask for one, and EXTERNAL logs in by the mail address in it (rfc822Name), without a password.',
    }),
  ),
  TLS_TICKET_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
      description:
        'With it each replica resumes the TLS sessions of the others: 32 random octets or more, openssl rand -base64 32. Keys of a day are made of it. Without it each process resumes its own.',
    }),
  ),
  MAX_CONNECTIONS: Type.Integer({ default: 10_000, minimum: 1, description: 'Connections at once, in all.' }),
  MAX_CONNECTIONS_PER_ADDRESS: Type.Integer({
    default: 100,
    minimum: 1,
    description: 'Connections at once from one address (IPv6: one /64).',
  }),
  PROXY_PROTOCOL_FROM: addressRanges(
    'Addresses and ranges of load balancers, 10.0.0.5,10.1.0.0/16: connections from there must begin with a PROXY header (version 1 or 2), and that of no other is believed.',
  ),
};

export const httpConfig = {
  HTTP_PROXIES: addressRanges(
    'Addresses and ranges of HTTP proxies, such as an ingress controller: whom X-Forwarded-For names in their requests is the client.',
  ),
};

/** Settings of the filter that learns from messages that people move into and out of Junk. */
export const filterConfig = {
  FILTER: Type.Union(
    ['off', 'own', 'shared'].map((mode) => Type.Literal(mode)),
    {
      default: 'shared',
      description:
        'The statistical filter, the same for mailbox-store and delivery-worker: none; each account learns from what it puts into Junk and takes out of it; or all learn from each other too.',
    },
  ),
};

/** Settings of reports to other domains, on mail in their name and on TLS with their servers. */
export const reportsConfig = {
  SEND_REPORTS: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description:
      'Whether domains that ask for it are told daily what DMARC found of mail in their name (RFC 9990), and how TLS with their servers went (RFC 8460); the same for smtp-ingress, delivery-worker and mailbox-store. It takes DKIM keys of the domain of REPORT_CONTACT.',
  }),
};

/** Settings that web-access and DNS publish for users, mail programs and other servers. */
export const publicConfig = {
  MTA_STS: Type.Union([Type.Literal('off'), Type.Literal('testing'), Type.Literal('enforce')], {
    default: 'testing',
    description:
      'What other servers are told once the records of `postroom domain dns` are there (MTA-STS, RFC 8461): nothing; to say where TLS to us fails; or to send by TLS with a certificate of MAIL_HOSTNAME, or not at all.',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s?#]+$',
    description:
      'Where web-access is to be found by its users, https://mail.example.org. Without it every client is told the name it used itself.',
  }),
  PUBLIC_SERVERS: Type.Refine(
    Type.String({
      default: 'imaps=993,pop3s=995,submissions=465,submission=587',
      description:
        'The servers that mail programs are told to use, the best first: SERVICE=PORT or SERVICE=HOST:PORT of imaps, imap, pop3s, pop3, submissions, submission, as they are reached from outside; without a host MAIL_HOSTNAME. `npm start` fills in its own ports.',
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
      'Whom people find to share mailboxes with (JMAP principals, identifiers of ACL in IMAP): the accounts and groups of their own domain, or those of all domains; who may be in a group.',
  }),
  SHARED_SEEN: Type.Union([Type.Literal('each'), Type.Literal('all')], {
    default: 'each',
    description:
      'Whose \\Seen is in a mailbox that is shared: each who reads it has one of his own, or there is one for all, who may set it. The same for imap-access and web-access.',
  }),
};

export const loginConfig = {
  SCRAM: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'SCRAM-SHA-256 and -PLUS by SMTP, IMAP and POP3. Keys for it are made while it is on, when a password is set, and of those that are there already, or that an application waited with, at the next login with them: who has not logged in so since cannot log in by SCRAM, which some programs prefer where it is offered. The same everywhere.',
  }),
  LOGIN_FAILURES_MINUTES: Type.Integer({
    default: 15,
    minimum: 1,
    description:
      'For how long wrong passwords count, from the first of them on. A network is an IPv4 address or an IPv6 /64.',
  }),
  LOGIN_FAILURES_PER_NETWORK: Type.Integer({
    default: 100,
    minimum: 1,
    description: 'Wrong passwords from one network, whatever the account, after which it is refused.',
  }),
  LOGIN_FAILURES_PER_NETWORK_AND_ACCOUNT: Type.Integer({
    default: 30,
    minimum: 1,
    description: 'Wrong passwords from one network for one account after which that network is refused there.',
  }),
  LOGIN_FAILURES_PER_ACCOUNT: Type.Integer({
    default: 1_000,
    minimum: 1,
    description:
      'Wrong passwords for one account from everywhere after which networks are refused there that it does not know.',
  }),
  LOGIN_KNOWN_NETWORK_DAYS: Type.Integer({
    default: 28,
    minimum: 1,
    description: 'How long an account knows a network from which it logged in; the last 20 of them.',
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
    description: 'Large bodies are kept in this S3-compatible store: its URL. Without it everything is in PostgreSQL.',
  }),
  S3_BUCKET: Type.String({ default: '', needs: S3, description: 'The bucket, which must exist.' }),
  S3_REGION: Type.String({
    default: '',
    needs: S3,
    description: 'The region of the bucket; stores without any take us-east-1.',
  }),
  S3_ACCESS_KEY_ID: Type.String({ default: '', needs: S3, description: 'Who we are there.' }),
  S3_SECRET_ACCESS_KEY: Type.String({ default: '', needs: S3, description: 'The secret of that key.' }),
  S3_PREFIX: Type.String({
    default: 'postroom',
    pattern: '^[A-Za-z0-9_-]*$',
    description: 'Put before every key. Two platforms, or a restored copy of one, must never share bucket and prefix.',
  }),
  S3_OVER_BYTES: Type.Integer({
    default: 64 * 1024,
    minimum: 0,
    maximum: 5 * 1024 * 1024,
    description: 'Bodies with more octets than this go to the store.',
  }),
  S3_UPLOADS: Type.Integer({
    default: 32,
    minimum: 0,
    description:
      'Bodies over 256 KiB that one process uploads at once, each with about 10 MiB of memory; what comes beyond goes to PostgreSQL.',
  }),
};
