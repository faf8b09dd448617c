import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { tryRun } from '../run.ts';
import type { Account } from './account.ts';

const dataOfRoot = '/var/lib/postroom';

/**
 * Decides where PostgreSQL keeps its data: in DATA_DIR/postgres. Under root, PostgreSQL runs as another account, which
 * cannot reach a DATA_DIR under /root: then the data is in /var/lib/postroom, and DATA_DIR/postgres is a link to it.
 */
export async function placeData(dataDir: string, account: Account): Promise<string> {
  const folder = join(dataDir, 'postgres');
  const decided = await readlink(folder).catch(() => undefined);
  if (decided !== undefined) return decided;
  if (existsSync(folder) || account.user === undefined || (await canReach(dataDir, account))) return folder;

  await mkdir(dataOfRoot, { recursive: true });
  await chmod(dataOfRoot, 0o755);
  // The random name makes a DATA_DIR that was deleted and made again start empty.
  const outside = join(dataOfRoot, randomBytes(6).toString('hex'));
  await mkdir(outside, { mode: 0o700 });
  await chown(outside, account.user.uid, account.user.gid);
  await symlink(join(outside, 'postgres'), folder);
  console.log(`postroom: ${dataDir} is open to root only, so PostgreSQL's data lies in ${outside}`);
  return join(outside, 'postgres');
}

/** Tries it as that account, because permissions, access lists and mounts all matter. */
async function canReach(dataDir: string, account: Account): Promise<boolean> {
  const user = account.user as NonNullable<Account['user']>;
  const trial = join(dataDir, `.reach-${process.pid}`);
  await mkdir(trial, { mode: 0o700 });
  try {
    await chown(trial, user.uid, user.gid);
    return (await tryRun('ls', [trial], { user })) !== undefined;
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}
