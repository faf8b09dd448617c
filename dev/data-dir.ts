import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from './lockfile.mjs';

/** Makes the data directory and takes it for this process. @throws when another Postroom has it. */
export async function takeDataDir(dataDir: string): Promise<Disposable> {
  const made = await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new Error(`DATA_DIR ${dataDir} cannot be made: ${error.message}`);
  });
  // Root's PostgreSQL runs as another account, which has to pass through to its own folder. What is secret is a file
  // that only its owner reads.
  if (made !== undefined && process.getuid?.() === 0) await chmod(dataDir, 0o711);

  const lock = tryLock(join(dataDir, 'lock'));
  if ('holder' in lock) {
    throw new Error(
      `another Postroom (process ${lock.holder}) runs on DATA_DIR ${dataDir}.\n` +
        'For a second one beside it, set DATA_DIR to another folder, and each of the ports to another number.',
    );
  }
  return { [Symbol.dispose]: () => lock.release() };
}

/** The token of the admin API: made once, readable by this user only. Gives the path of its file. */
export function adminTokenFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'admin-token'));
}

/** What DKIM keys are kept under, made once. Gives the path of its file. */
export function dkimSecretFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'dkim-secret'));
}

/** What proves reverse-paths that were rewritten here (SRS), made once. Gives the path of its file. */
export function srsSecretFile(dataDir: string): Promise<string> {
  return secretFile(join(dataDir, 'srs-secret'));
}

async function secretFile(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.trim() === '') await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return path;
}
