import { delimiter, join } from 'node:path';
import { tryRun } from '../run.ts';
import { downloadRedis } from './download.ts';

export interface RedisProgram {
  readonly path: string;
  readonly version: string;
  /** What it needs in its environment: the libraries that came with a downloaded one. */
  readonly env: Readonly<Record<string, string>>;
}

/** Redis or Valkey on the PATH; else Debian's, downloaded into the project's cache. */
export async function findRedis(): Promise<RedisProgram> {
  for (const name of ['redis-server', 'valkey-server']) {
    // sbin folders are not on every user's PATH.
    for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
      const found = await tryRedis(join(folder, name));
      if (found !== undefined) return found;
    }
  }
  const downloaded = await downloadRedis();
  if (downloaded !== undefined) return downloaded;
  throw new Error(
    'No Redis: there is no redis-server or valkey-server on the PATH, and it could not be downloaded.\n' +
      'Install one (apt install redis-server, dnf install valkey, brew install redis), or set REDIS_URL to one that\n' +
      'is running, or use "docker compose up".',
  );
}

/** The program at that path, when it runs. */
export async function tryRedis(path: string, env: Record<string, string> = {}): Promise<RedisProgram | undefined> {
  const said = await tryRun(path, ['--version'], { env: { ...process.env, ...env } });
  const version = said?.match(/v=([\d.]+)/)?.[1];
  return version === undefined ? undefined : { path, version, env };
}
