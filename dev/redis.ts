import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type ProcessSpec } from '@postroom/launch';
import { Redis } from 'ioredis';
import { stopOrphan } from './orphan.ts';
import { findRedis } from './redis/find.ts';
import { endingWithParent } from './with-parent.ts';

export interface PreparedRedis {
  readonly spec: ProcessSpec;
  readonly url: string;
  readonly version: string;
}

/**
 * Prepares a Redis for a supervisor: the program, its folder and password, a free port.
 * The caller holds the lock of the data directory.
 * @param dataDir absolute; the data goes to its folder `redis`
 */
export async function prepareRedis(
  dataDir: string,
  options: { settings?: Readonly<Record<string, string>>; restart?: boolean } = {},
): Promise<PreparedRedis> {
  const program = await findRedis();
  const folder = join(dataDir, 'redis');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The process calls itself redis-server or valkey-server, whatever name started it.
  await stopOrphan(join(folder, 'redis.pid'), /(redis|valkey)-server/, 'SIGTERM');

  const password = await keptPassword(join(dataDir, 'redis-password'));
  const port = await freePort();
  const config = { ...defaults(folder, port, password), ...options.settings };
  const configFile = join(folder, 'redis.conf');
  // The password is in a file because anybody can read a command line.
  const lines = Object.entries(config).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(configFile, lines.join(''), { mode: 0o600 });

  const url = `redis://:${password}@127.0.0.1:${port}`;
  const spec: ProcessSpec = {
    name: 'redis',
    ...endingWithParent(program.path, [configFile], 'TERM'),
    env: { ...process.env, ...program.env },
    cwd: folder,
    isReady: () => answers(url),
    stopSignal: 'SIGTERM',
    stopWithin: 30_000,
    restart: options.restart ?? false,
  };
  return { spec, url, version: program.version };
}

function defaults(folder: string, port: number, password: string): Record<string, string> {
  return {
    bind: '127.0.0.1',
    port: String(port),
    requirepass: password,
    dir: JSON.stringify(folder),
    pidfile: JSON.stringify(join(folder, 'redis.pid')),
    daemonize: 'no',
    loglevel: 'warning',
    databases: '1024',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '""',
    // BullMQ's jobs must never be evicted.
    'maxmemory-policy': 'noeviction',
  };
}

async function keptPassword(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Returns whether it answers and has loaded its data. */
async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null, connectTimeout: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
