import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  developmentCertificates,
  type Environment,
  Fleet,
  freePorts,
  type PlatformSettings,
  type Ports,
  type ProcessReports,
  platformEnvironment,
  portNames,
  type ServiceName,
  type SupervisedProcess,
  serviceNames,
} from '@postroom/launch';
import { testDatabase } from './database.ts';
import { testRedis } from './redis.ts';

export interface PlatformOptions {
  /** The services to start; all by default. */
  readonly services?: readonly ServiceName[];
  readonly counts?: Partial<Record<ServiceName, number>>;
  /** Additional variables for every service. */
  readonly env?: Environment;
  /** Whether a crashed service is restarted, as `npm start` does. */
  readonly restart?: boolean;
  /** An existing database and Redis, instead of a test database and a test Redis of its own. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly mailHostname?: string;
  /** A file that gets a copy of `log`, for other processes. */
  readonly logFile?: string;
}

export interface Platform extends AsyncDisposable {
  readonly settings: PlatformSettings;
  readonly ports: Ports;
  readonly env: Environment;
  readonly caFile: string;
  readonly adminToken: string;
  readonly fleet: Fleet;
  /** The output of the services, which a failing test can show. */
  readonly log: readonly string[];
}

/** Starts a whole platform of real processes on free ports: `await using platform = await startPlatform()`. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'platform-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const mailHostname = options.mailHostname ?? 'mail.postroom.test';
  const tls = await developmentCertificates(join(folder, 'tls'), [mailHostname, 'localhost', '127.0.0.1', '::1']);
  const adminToken = randomBytes(24).toString('base64url');
  const adminTokenFile = join(folder, 'admin-token');
  await writeFile(adminTokenFile, `${adminToken}\n`, { mode: 0o600 });
  const databaseUrl = options.databaseUrl ?? cleanUp.use(await testDatabase()).url;
  const redis =
    options.redisUrl === undefined ? cleanUp.use(await testRedis()) : { url: options.redisUrl, prefix: 'test' };

  const free = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((name, index) => [name, free[index]])) as Record<keyof Ports, number>;
  const settings = { bind: '127.0.0.1', ports, databaseUrl, redisUrl: redis.url, tls, mailHostname, adminTokenFile };
  const env = platformEnvironment(settings, { ...process.env, REDIS_PREFIX: redis.prefix, ...options.env });
  const log: string[] = [];
  const record = (line: string) => {
    log.push(line);
    if (options.logFile !== undefined) appendFileSync(options.logFile, `${line}\n`);
  };
  const reports: ProcessReports = {
    line: (name, text) => record(`${name} | ${text}`),
    event: (name, text) => record(`${name} ${text}`),
  };
  const { services = serviceNames, counts = {}, restart = false } = options;
  const fleet = cleanUp.use(new Fleet({ services, counts, env, restart, reports }));
  await fleet.start();
  const kept = cleanUp.move();
  return {
    settings,
    ports,
    env,
    caFile: tls.caFile,
    adminToken,
    fleet,
    log,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Starts one service of a platform: `await using imap = await startService('imap-access')`. */
export async function startService(
  service: ServiceName,
  options: Omit<PlatformOptions, 'services'> = {},
): Promise<Platform & { readonly process: SupervisedProcess }> {
  const platform = await startPlatform({ ...options, services: [service] });
  return { ...platform, process: platform.fleet.process(service) };
}
