import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tryLock } from './lockfile.mjs';
import { inPlainWords, SettingsError } from './start-trouble.ts';

/** Makes the data directory and locks it for this process. @throws when it cannot be used, or another Postroom uses it */
export async function takeDataDir(dataDir: string): Promise<Disposable> {
  const made = await makeFolder(dataDir).catch((error: Error) => {
    throw new SettingsError(`DATA_DIR ${dataDir} cannot be made: ${error.message}`);
  });
  // Under root, PostgreSQL runs as another account, which must be able to pass through to its own folder. Secrets are in files
  // that only their owner can read.
  if (made && process.getuid?.() === 0) await chmod(dataDir, 0o711);

  const lock = lockOf(dataDir);
  if ('holder' in lock) {
    throw new SettingsError(
      `another Postroom (process ${lock.holder}) runs on DATA_DIR ${dataDir}.\n` +
        'For a second one beside it, set DATA_DIR to another folder, and each of the ports to another number.',
    );
  }
  return { [Symbol.dispose]: () => lock.release() };
}

/**
 * Makes a folder and its parents; returns whether it was missing. Works step by step from the first existing parent, because Node's
 * recursive mkdir never ends where the system reports ENOENT inside an existing folder, as below /proc.
 */
async function makeFolder(path: string): Promise<boolean> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (there?.isDirectory()) return false;
  if (there !== undefined) throw new Error('there is a file of that name');
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    // Another start may have made it first.
    if (error.code !== 'EEXIST') throw error;
  });
  return true;
}

function lockOf(dataDir: string): ReturnType<typeof tryLock> {
  try {
    return tryLock(join(dataDir, 'lock'));
  } catch (error) {
    throw new SettingsError(`DATA_DIR ${dataDir} cannot be written to: ${inPlainWords(error, dataDir)}`);
  }
}

/** Makes the token of the admin API once, readable by this user only. Returns the path of its file. */
export function adminTokenFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'admin-token'));
}

/** Makes the secret that encrypts DKIM keys once. Returns the path of its file. */
export function dkimSecretFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'dkim-secret'));
}

/** Makes the secret of rewritten reverse-paths (SRS) once. Returns the path of its file. */
export function srsSecretFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'srs-secret'));
}

async function secretFile(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim() === '') await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return path;
}
