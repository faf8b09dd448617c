import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { initialise } from './initialise.ts';

const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
const PASSWORD_FILE = 'postgres-password';

/**
 * Does the same as `initialise` for data of a test: makes a cluster once, keeps it in .cache and copies it, which is much
 * faster. All copies have the same password.
 */
export async function copyOfKept(
  dataDir: string,
  folder: string,
  binaries: Binaries,
  account: Account,
): Promise<string> {
  const kept = join(cache, `postgres-${await nameOf(binaries, account)}`);
  if (!existsSync(kept)) {
    const password = await initialise(dataDir, folder, binaries, account);
    await keep(dataDir, folder, kept);
    return password;
  }
  await copyTree(join(kept, 'data'), folder);
  await copyFile(join(kept, PASSWORD_FILE), join(dataDir, PASSWORD_FILE));
  return (await readFile(join(kept, PASSWORD_FILE), 'utf8')).trim();
}

/** Returns a name that depends on the version, the owner and the code that makes the cluster. */
async function nameOf(binaries: Binaries, account: Account): Promise<string> {
  const how = await readFile(new URL('./initialise.ts', import.meta.url));
  const owner = String(account.user?.uid ?? process.getuid?.());
  return createHash('sha256').update(how).update(binaries.version).update(owner).digest('hex').slice(0, 12);
}

async function keep(dataDir: string, folder: string, kept: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'postgres-draft-'));
  await copyTree(folder, join(draft, 'data'));
  await copyFile(join(dataDir, PASSWORD_FILE), join(draft, PASSWORD_FILE));
  // Another run may have made it first.
  await rename(draft, kept).catch(() => rm(draft, { recursive: true, force: true }));
}

/** Copies a tree with owners, times and permissions. */
async function copyTree(from: string, to: string): Promise<void> {
  await run('cp', ['-Rp', from, to]);
}
