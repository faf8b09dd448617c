import { accessSync, constants } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type PortName, type Ports, portNames } from '@postroom/launch';
import { SettingsError } from './start-trouble.ts';

/** The settings that `npm start` reads from its environment. */
export interface StartSettings {
  /** Absolute. */
  readonly dataDir: string;
  readonly bind: string;
  readonly ports: Ports;
  /** The ports that are closed unless they are set. */
  readonly morePorts: Readonly<Partial<Record<MorePort, number>>>;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly mailHostname: string;
  /** The name that mail programs are told; undefined: the host name. */
  readonly publicHost: string | undefined;
  readonly demoPassword: string | undefined;
  readonly deliveryWorkers: number;
  /** The health port of the first service; the others follow it. */
  readonly healthPort: number | undefined;
  /** The operator's own certificate instead of the development one. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
}

/** Unprivileged ports, so that no root is needed. */
const defaultPorts: Ports = {
  SMTP_PORT: 2525,
  SUBMISSION_PORT: 2587,
  SUBMISSIONS_PORT: 2465,
  IMAP_PORT: 2143,
  IMAPS_PORT: 2993,
  POP3_PORT: 2110,
  POP3S_PORT: 2995,
  HTTP_PORT: 8080,
  ADMIN_PORT: 8081,
};

/** Ports that are closed unless they are set. */
export const morePorts = ['LMTP_PORT', 'HTTPS_PORT'] as const;
export type MorePort = (typeof morePorts)[number];

/**
 * Variables that `npm start` reads besides the ports: its own, and those of the services that it fills in itself.
 * docs/config.md is made from this, too.
 */
export const startVariables = {
  DATA_DIR: {
    default: './data',
    description: 'Folder of all stored data: PostgreSQL, Redis, the development certificates, the admin token.',
  },
  DATABASE_URL: { description: 'A PostgreSQL to use instead of the embedded one.' },
  REDIS_URL: { description: 'A Redis to use instead of one that is started beside the services.' },
  MAIL_HOSTNAME: { default: 'mail.postroom.test', description: 'The name that the platform gives itself.' },
  TLS_CERT_FILE: { description: 'A PEM certificate chain instead of the development certificate; with TLS_KEY_FILE.' },
  TLS_KEY_FILE: { description: 'The PEM private key of TLS_CERT_FILE.' },
  DEMO_PASSWORD: {
    description: 'Password of the accounts that the first start creates; without it a random one is created.',
  },
  HEALTH_PORT: {
    description:
      'Health and metrics port of the first service; the others use the ports after it. Without it any free ports are used.',
  },
  DELIVERY_WORKERS: { default: '1', description: 'How many delivery workers are started (1 to 64).' },
} as const;

type Env = Readonly<Record<string, string | undefined>>;

/** Returns the absolute path of the data directory. */
export function dataDirOf(env: Env): string {
  return resolve(env.DATA_DIR || startVariables.DATA_DIR.default);
}

/** @throws an error that names the faulty variable */
export function readSettings(env: Env): StartSettings {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = env;
  return {
    dataDir: dataDirOf(env),
    bind: env.BIND || '127.0.0.1',
    ...readPorts(env),
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    mailHostname: env.MAIL_HOSTNAME || startVariables.MAIL_HOSTNAME.default,
    publicHost: env.MAIL_HOSTNAME ? undefined : publicHostOf(env.BIND || '127.0.0.1'),
    demoPassword: env.DEMO_PASSWORD || undefined,
    deliveryWorkers: readNumber(env, 'DELIVERY_WORKERS', Number(startVariables.DELIVERY_WORKERS.default), 64),
    healthPort: env.HEALTH_PORT === '0' ? undefined : readNumber(env, 'HEALTH_PORT', 0, 65_500) || undefined,
    tls: ownCertificate(certFile, keyFile),
  };
}

/** @throws when only one of the two is given, because the development certificate would be served instead */
function ownCertificate(certFile: string | undefined, keyFile: string | undefined): StartSettings['tls'] {
  if (!certFile && !keyFile) return undefined;
  if (!certFile || !keyFile)
    throw new SettingsError('TLS_CERT_FILE and TLS_KEY_FILE belong together: set both, or neither.');
  for (const [name, path] of Object.entries({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile })) {
    try {
      accessSync(path, constants.R_OK);
    } catch (error) {
      throw new SettingsError(`${name} cannot be read: ${(error as Error).message}`);
    }
  }
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

/** Returns the name or address by which a mail program reaches this platform. */
export function serverName(bind: string): string {
  return ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(bind) ? 'localhost' : bind;
}

/** Returns the name that mail programs are told instead of the default host name, which nobody can look up. PUBLIC_SERVERS has no IPv6 addresses. */
function publicHostOf(bind: string): string | undefined {
  const name = serverName(bind);
  return name.includes(':') ? undefined : name;
}

/** Returns the names for the development certificate. */
export function certificateNames(settings: StartSettings): string[] {
  const any = ['0.0.0.0', '::', ''];
  const names = [settings.mailHostname, 'localhost', '127.0.0.1', '::1', hostname()];
  return [...new Set(any.includes(settings.bind) ? names : [...names, settings.bind])];
}

function readPorts(env: Env): Pick<StartSettings, 'ports' | 'morePorts'> {
  const usual = portNames.map((name) => [name, readNumber(env, name, defaultPorts[name], 65_535)] as const);
  const more = morePorts
    .filter((name) => env[name] && env[name] !== '0')
    .map((name) => [name, readNumber(env, name, 0, 65_535)] as const);
  const all = [...usual, ...more];
  for (const [index, [name, port]] of all.entries()) {
    const same = all.slice(0, index).find(([, other]) => other === port);
    if (same !== undefined)
      throw new SettingsError(`${same[0]} and ${name} are both ${port}: each needs a port of its own.`);
  }
  return { ports: Object.fromEntries(usual) as Record<PortName, number>, morePorts: Object.fromEntries(more) };
}

function readNumber(env: Env, name: string, otherwise: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new SettingsError(`${name} must be a number from 1 to ${most}; it is "${text}".`);
}
