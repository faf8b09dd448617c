import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

const directory = join(tmpdir(), `postroom-ports-${userInfo().uid}`);
const claimed = new Set<string>();

/**
 * Claims a port for this process until it ends, with a file that holds its process id. Returns false when a living process has the port,
 * even this one. The claim of a process that ended, or was killed, is taken over.
 */
export function claimPort(port: number): boolean {
  const file = join(directory, String(port));
  if (isHeld(file)) return false;
  rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  if (claimed.size === 0) process.once('exit', releaseAll);
  claimed.add(file);
  return true;
}

function isHeld(file: string): boolean {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    return owner === process.pid || isAlive(owner);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function releaseAll(): void {
  for (const file of claimed) rmSync(file, { force: true });
}
