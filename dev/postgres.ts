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
  /** The URL for the owner of the database `postroom`, who may create databases and is no superuser. */
  readonly url: string;
  readonly version: string;
  /** The folder of the data. */
  readonly folder: string;
}

/**
 * Prepares an embedded PostgreSQL for a supervisor: binaries, account, data, a free port.
 * The caller holds the lock of the data directory: a server that runs on it was left behind by a crash.
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
    // The account may not have access to the folder where npm was started.
    cwd: '/',
    user: account.user,
    isReady: () => accepts(url),
    // Fast shutdown: ends the sessions and writes a checkpoint. Smart shutdown (SIGTERM) waits for every client.
    stopSignal: 'SIGINT',
    stopWithin: 60_000,
    readyWithin: 120_000,
    restart: options.restart ?? false,
  };
  return { spec, url, version: binaries.version, folder };
}

/** Returns whether the server accepts connections. */
async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // A server that goes away meanwhile also reports an error on the idle connection.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
