import { join } from 'node:path';
import { freePort, type ProcessSpec } from '@postroom/launch';
import pg from 'pg';
import { stopOrphan } from './orphan.ts';
import { serverAccount } from './postgres/account.ts';
import { findBinaries } from './postgres/binaries.ts';
import { initialise } from './postgres/initialise.ts';
import { copyOfKept } from './postgres/kept-cluster.ts';
import { placeData } from './postgres/place.ts';
import { settings } from './postgres/settings.ts';
import { endingWithParent } from './with-parent.ts';

export interface PreparedPostgres {
  readonly spec: ProcessSpec;
  /** For the owner of the database `postroom`, who may create others and is no superuser. */
  readonly url: string;
  readonly version: string;
  /** Where the data lies. */
  readonly folder: string;
}

/**
 * Makes an embedded PostgreSQL ready to be run by a supervisor: binaries, account, data, a free port.
 * The caller holds the lock of the data directory: a server found running on it was left behind by a crash.
 * @param dataDir absolute
 */
export async function preparePostgres(
  dataDir: string,
  options: { settings?: Readonly<Record<string, string>>; restart?: boolean; isShortLived?: boolean } = {},
): Promise<PreparedPostgres> {
  const account = await serverAccount(join(dataDir, 'postgres'));
  const binaries = await findBinaries(account);
  const folder = await placeData(dataDir, account);
  await stopOrphan(join(folder, 'postmaster.pid'), /postgres/, 'SIGINT');
  const make = options.isShortLived ? copyOfKept : initialise;
  const password = await make(dataDir, folder, binaries, account);

  const port = await freePort();
  const url = `postgresql://postroom:${password}@127.0.0.1:${port}/postroom`;
  const chosen = { ...settings, ...options.settings, port: String(port) };
  const args = ['-D', folder, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const spec: ProcessSpec = {
    name: 'postgres',
    ...endingWithParent(join(binaries.folder, 'postgres'), args, 'INT'),
    env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    // The account may have no right to be where npm was started.
    cwd: '/',
    user: account.user,
    isReady: () => accepts(url),
    // Fast shutdown: ends the sessions, writes a checkpoint. Smart shutdown (SIGTERM) waits for every client.
    stopSignal: 'SIGINT',
    stopWithin: 60_000,
    readyWithin: 120_000,
    restart: options.restart ?? false,
  };
  return { spec, url, version: binaries.version, folder };
}

/** Whether the server takes connections. */
async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that goes away while this asks says so on the idle connection too.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
