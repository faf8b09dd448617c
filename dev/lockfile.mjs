// A lock that a process holds: a file that names its holder, so that a lock left behind by a crash is recognised.
// Plain JavaScript, because boot.mjs needs it before anything is installed.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Takes the lock, or returns who holds it.
 * @param {string} path
 * @returns {{ release: () => void } | { holder: number }} holder is a process id
 */
export function tryLock(path) {
  const mine = `${process.pid} ${startTime(process.pid)}`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    for (;;) {
      // A link appears as a whole, so nobody ever reads a half-written lock.
      try {
        linkSync(draft, path);
        return { release: () => release(path, mine) };
      } catch (error) {
        if (code(error) !== 'EEXIST') throw error;
      }
      const holder = read(path);
      if (holder !== undefined && isHeld(holder)) return { holder: Number(holder.split(' ')[0]) };
      discard(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of a dead holder, unless another process has just removed it and taken the lock.
 * @param {string} path
 * @param {string | undefined} seen */
function discard(path, seen) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (code(error) === 'ENOENT') return;
    throw error;
  }
  if (read(aside) !== seen) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (code(error) !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} path
 * @param {string} mine */
function release(path, mine) {
  if (read(path) === mine) rmSync(path, { force: true });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (code(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param {string} holder */
function isHeld(holder) {
  const [pid, started] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (code(error) === 'ESRCH') return false;
  }
  return startTime(Number(pid)) === started;
}

/** Returns when the process started. The same process id may be used again; the start time tells the two apart (only on Linux).
 * @param {number} pid */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
  } catch {
    return '-';
  }
}

/** @param {unknown} error */
function code(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
