/** The ports of a platform by the name of their variable, and the service that listens on each. */
export const portOwners = {
  SMTP_PORT: 'smtp-ingress',
  SUBMISSION_PORT: 'smtp-ingress',
  SUBMISSIONS_PORT: 'smtp-ingress',
  IMAP_PORT: 'imap-access',
  IMAPS_PORT: 'imap-access',
  POP3_PORT: 'pop3-access',
  POP3S_PORT: 'pop3-access',
  HTTP_PORT: 'web-access',
  ADMIN_PORT: 'mailbox-store',
} as const;

export type PortName = keyof typeof portOwners;
export const portNames = Object.keys(portOwners) as PortName[];
export type Ports = Readonly<Record<PortName, number>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface PlatformSettings {
  readonly bind: string;
  readonly ports: Ports;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string };
  /** The host name of the servers. */
  readonly mailHostname: string;
  /** The name by which mail programs reach the servers; without it the host name. */
  readonly publicHost?: string | undefined;
  readonly adminTokenFile: string;
}

/** Allowed when DNS_SERVERS is set: tests and demos then have domains that lead to this machine. */
const LOOPBACK = '127.0.0.0/8,::1';

/** The ports for mail programs, the best first, by the names of their services. */
const PUBLIC: readonly (readonly [service: string, port: PortName])[] = [
  ['imaps', 'IMAPS_PORT'],
  ['imap', 'IMAP_PORT'],
  ['pop3s', 'POP3S_PORT'],
  ['pop3', 'POP3_PORT'],
  ['submissions', 'SUBMISSIONS_PORT'],
  ['submission', 'SUBMISSION_PORT'],
];

/** Returns the environment of the platform's services, in addition to what is passed through. */
export function platformEnvironment(settings: PlatformSettings, passedThrough: Environment): Environment {
  const host = settings.publicHost === undefined ? '' : `${settings.publicHost}:`;
  return {
    ...(passedThrough.DNS_SERVERS ? { OUTBOUND_INTERNAL_RANGES: LOOPBACK } : {}),
    PUBLIC_SERVERS: PUBLIC.map(([service, port]) => `${service}=${host}${settings.ports[port]}`).join(),
    ...passedThrough,
    ...Object.fromEntries(portNames.map((name) => [name, String(settings.ports[name])])),
    BIND: settings.bind,
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    TLS_CERT_FILE: settings.tls.certFile,
    TLS_KEY_FILE: settings.tls.keyFile,
    MAIL_HOSTNAME: settings.mailHostname,
    ADMIN_TOKEN_FILE: settings.adminTokenFile,
  };
}
