import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type PortName, type Ports, portNames } from '@postroom/launch';

/** What `npm start` can be told by its environment. */
export interface StartSettings {
  /** Absolute. */
  readonly dataDir: string;
  readonly bind: string;
  readonly ports: Ports;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly mailHostname: string;
  readonly demoPassword: string | undefined;
  readonly deliveryWorkers: number;
  /** A certificate of one's own instead of the development one. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
}

/** Unprivileged, so that no root is needed. */
const defaultPorts: Ports = {
  SMTP_PORT: 2525,
  SUBMISSION_PORT: 2587,
  SUBMISSIONS_PORT: 2465,
  IMAP_PORT: 2143,
  IMAPS_PORT: 2993,
  POP3_PORT: 2110,
  POP3S_PORT: 2995,
  HTTP_PORT: 8080,
};

type Env = Readonly<Record<string, string | undefined>>;

/** @throws naming the variable that makes no sense */
export function readSettings(env: Env): StartSettings {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = env;
  return {
    dataDir: resolve(env.DATA_DIR || './data'),
    bind: env.BIND || '127.0.0.1',
    ports: readPorts(env),
    databaseUrl: env.DATABASE_URL || undefined,
    redisUrl: env.REDIS_URL || undefined,
    mailHostname: env.MAIL_HOSTNAME || 'mail.postroom.test',
    demoPassword: env.DEMO_PASSWORD || undefined,
    deliveryWorkers: readNumber(env, 'DELIVERY_WORKERS', 1, 64),
    tls: certFile && keyFile ? { certFile: resolve(certFile), keyFile: resolve(keyFile) } : undefined,
  };
}

/** The names that the development certificate is for. */
export function certificateNames(settings: StartSettings): string[] {
  const any = ['0.0.0.0', '::', ''];
  const names = [settings.mailHostname, 'localhost', '127.0.0.1', '::1', hostname()];
  return [...new Set(any.includes(settings.bind) ? names : [...names, settings.bind])];
}

function readPorts(env: Env): Ports {
  const ports = Object.fromEntries(
    portNames.map((name) => [name, readNumber(env, name, defaultPorts[name], 65_535)]),
  ) as Record<PortName, number>;
  for (const [index, name] of portNames.entries()) {
    const same = portNames.slice(0, index).find((other) => ports[other] === ports[name]);
    if (same !== undefined)
      throw new Error(`${same} and ${name} are both ${ports[name]}: each needs a port of its own.`);
  }
  return ports;
}

function readNumber(env: Env, name: string, otherwise: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${name} must be a number from 1 to ${most}; it is "${text}".`);
}
