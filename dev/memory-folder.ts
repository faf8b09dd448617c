import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Four times the space that all tests need at once. */
const ROOM = 4 * 1024 ** 3;

interface Places {
  /** The folder of an in-memory file system, where there is one. */
  readonly memory: string;
  readonly disk: string;
  /** Octets that must be free in memory. */
  readonly room: number;
}

/**
 * Makes a folder for data that need not outlive this process: in memory where there is room, else on the disk. Every database has a thousand
 * files, and ext4 takes long to make them soon after others were removed.
 */
export async function memoryFolder(
  prefix: string,
  { memory, disk, room }: Places = { memory: '/dev/shm', disk: tmpdir(), room: ROOM },
): Promise<string> {
  if (!(await hasRoom(memory, room))) return mkdtemp(join(disk, `${prefix}-`));
  await removeLeft(memory, prefix);
  return mkdtemp(join(memory, `${prefix}-${process.pid}-`));
}

async function hasRoom(folder: string, room: number): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return Math.min(bavail * bsize, process.availableMemory()) >= room;
  } catch {
    return false;
  }
}

/** Removes folders of killed processes, which would otherwise stay in memory until the machine restarts. */
async function removeLeft(memory: string, prefix: string): Promise<void> {
  for (const name of await readdir(memory)) {
    const pid = new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(memory, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
