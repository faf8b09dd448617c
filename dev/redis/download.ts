import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, tryRun } from '../run.ts';
import { type RedisProgram, tryRedis } from './program.ts';

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));

/**
 * Fetches Debian's (or Ubuntu's) Redis with apt and unpacks it into the project's cache: this changes nothing on the system and
 * needs no root. Undefined where apt is missing or cannot fetch.
 */
export async function downloadRedis(): Promise<RedisProgram | undefined> {
  const folder = join(cache, `redis-${process.arch}`);
  const kept = await unpackedRedis(folder);
  if (kept !== undefined) return kept;
  if ((await tryRun('apt-get', ['--version'])) === undefined || (await tryRun('dpkg', ['--version'])) === undefined) {
    return undefined;
  }
  console.log('postroom: downloading Redis with apt-get (into .cache, the system stays as it is)');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'redis-download-'));
  try {
    const unpacked = join(work, 'root');
    await fetchPackages(work, unpacked);
    // Another start may have made it first, and runs from there.
    if ((await unpackedRedis(folder)) === undefined) {
      await rm(folder, { recursive: true, force: true });
      await rename(unpacked, folder);
    }
  } catch (error) {
    console.log(`postroom: apt-get could not download Redis: ${(error as Error).message}`);
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return unpackedRedis(folder);
}

async function fetchPackages(work: string, unpacked: string): Promise<void> {
  const debs = join(work, 'debs');
  await mkdir(debs);
  const attempt = async (options: string[]) => {
    const names = await packageNames(options);
    await run('apt-get', [...options, '-qq', 'download', ...names], { cwd: debs });
  };
  // The account _apt, as which apt-get fetches for root, may have no access to this folder.
  const asCaller = ['-o', 'APT::Sandbox::User='];
  try {
    await attempt(asCaller);
  } catch {
    // The package lists are missing or older than the archive. A private copy of them needs no root.
    console.log('postroom: fetching the package lists');
    const options = [...asCaller, ...(await privateState(work))];
    await run('apt-get', [...options, '-qq', 'update']);
    await attempt(options);
  }
  for (const name of await readdir(debs)) await run('dpkg', ['-x', join(debs, name), unpacked]);
}

/** Returns Redis and the libraries that this system lacks, as apt's simulation of an installation lists them. */
async function packageNames(options: string[]): Promise<string[]> {
  const plan = await run('apt-get', [...options, '-s', '--no-install-recommends', 'install', 'redis-server']);
  const libraries = [...plan.matchAll(/^Inst (lib\S+)/gm)].map((match) => match[1] as string);
  return ['redis-server', 'redis-tools', ...libraries];
}

async function privateState(work: string): Promise<string[]> {
  const state = join(work, 'apt');
  await mkdir(join(state, 'lists', 'partial'), { recursive: true });
  await mkdir(join(state, 'cache', 'archives', 'partial'), { recursive: true });
  const where = { 'Dir::State': state, 'Dir::State::lists': join(state, 'lists'), 'Dir::Cache': join(state, 'cache') };
  const settings = { ...where, 'Dir::State::status': '/var/lib/dpkg/status' };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

async function unpackedRedis(folder: string): Promise<RedisProgram | undefined> {
  const program = join(folder, 'usr', 'bin', 'redis-server');
  if (!existsSync(program)) return undefined;
  const libraries: string[] = [];
  for (const lib of [join(folder, 'usr', 'lib'), join(folder, 'lib')]) {
    for (const name of await readdir(lib).catch(() => [])) {
      if (name.includes('-linux-')) libraries.push(join(lib, name));
    }
  }
  return tryRedis(program, { LD_LIBRARY_PATH: libraries.join(':') });
}
