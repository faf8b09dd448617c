import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.ts';
import { SettingsError } from '../start-trouble.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

/**
 * Makes the data on the first run and returns the password of the role `postroom`. Later runs find both.
 * @throws when another major version made the data
 */
export async function initialise(
  dataDir: string,
  folder: string,
  binaries: Binaries,
  account: Account,
): Promise<string> {
  const passwordFile = join(dataDir, 'postgres-password');
  const version = join(folder, 'PG_VERSION');
  if (existsSync(version)) {
    const made = (await readFile(version, 'utf8')).trim();
    if (made !== binaries.version.split('.')[0]) {
      throw new SettingsError(
        `The data in ${folder} was made by PostgreSQL ${made}; this one is ${binaries.version} (${binaries.folder}).`,
      );
    }
    return (await readFile(passwordFile, 'utf8')).trim();
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await createCluster(folder, binaries, account, password);
  return password;
}

/** Builds under another name and renames, so that the next start repeats an interrupted one. */
async function createCluster(folder: string, binaries: Binaries, account: Account, password: string): Promise<void> {
  const draft = `${folder}.new`;
  const superuserFile = `${folder}.superuser`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700, recursive: true });
  // initdb wants a password for the superuser, whom nobody needs; so nobody learns it.
  await writeFile(superuserFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const user = account.user;
  if (user !== undefined) {
    await chown(draft, user.uid, user.gid);
    await chown(superuserFile, user.uid, user.gid);
  }
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const options = { user, env };
  try {
    const initdb = [
      '-D',
      draft,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${superuserFile}`,
      '--no-instructions',
    ];
    await run(join(binaries.folder, 'initdb'), [...initdb, '--encoding=UTF8', ...locale(binaries.version)], options);
    const statements = [
      `create role postroom login createdb password '${password}'`,
      'create database postroom owner postroom',
    ];
    // In single-user mode the role and its database are made before anyone can connect.
    const single = ['--single', '-D', draft, 'postgres'];
    await run(join(binaries.folder, 'postgres'), single, { ...options, input: `${statements.join('\n')}\n` });
    await rename(draft, folder);
  } finally {
    await rm(superuserFile, { force: true });
  }
}

/** Returns options for UTF-8 ordered by code point, equal on every machine: the builtin provider (from 17 on) does not depend on the system. */
function locale(version: string): string[] {
  if (Number.parseInt(version, 10) < 17) return ['--locale=C.UTF-8'];
  return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
}
