import { delimiter, join } from 'node:path';
import { SettingsError } from '../start-trouble.ts';
import { downloadRedis } from './download.ts';
import { type RedisProgram, tryRedis } from './program.ts';

/** Returns Redis or Valkey from the PATH, else Debian's, downloaded into the project's cache. */
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
  throw new SettingsError(
    'No Redis: there is no redis-server or valkey-server on the PATH, and it could not be downloaded.\n' +
      'Install one (apt install redis-server, dnf install valkey, brew install redis), or set REDIS_URL to one that\n' +
      'is running, or use "docker compose up".',
  );
}
