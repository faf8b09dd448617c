// Installs the dependencies when they are missing or older than the lockfile.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from './lockfile.mjs';

const pnpm = 'pnpm@12.21.0';

/** @param {string} root the checkout */
export async function installDependencies(root) {
  const stamp = join(root, 'node_modules', '.postroom-installed');
  const wanted = fingerprint(root);
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isInstalled()) return;

  const lock = await waitForLock(join(root, '.cache'), 'install', 'installing the dependencies');
  try {
    if (isInstalled()) return;
    console.log(`postroom: installing the dependencies (npx ${pnpm} install)`);
    await pnpmInstall(root);
    writeFileSync(stamp, wanted);
  } finally {
    lock.release();
  }
}

/** Returns what an installation depends on: the lockfile, pnpm's settings and the kind of machine.
 * @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return `${hash.digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** Waits for the lock: two processes at once would write the same files. Prints which process holds the lock.
 * @param {string} folder
 * @param {string} name
 * @param {string} doing what the holder of the lock does */
export async function waitForLock(folder, name, doing) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.lock`);
  for (let told = false; ; told = true) {
    const lock = tryLock(path);
    if ('release' in lock) return lock;
    if (!told) console.log(`postroom: waiting for process ${lock.holder}, which is ${doing}`);
    await sleep(300);
  }
}

/** @param {string} root
 * @returns {Promise<void>} */
function pnpmInstall(root) {
  // pnpm replaces a node_modules of another pnpm or lockfile without asking, because there may be nobody to answer.
  // The log level hides npm's warnings about the Node of this process: pnpm runs on it all the same.
  const args = [
    '--yes',
    '--loglevel=error',
    pnpm,
    'install',
    '--frozen-lockfile',
    '--config.confirmModulesPurge=false',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('npx', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    // Ctrl-C in a terminal reaches npx directly; this process stays until npx has ended, so that it releases the lock.
    const passOn = () => child.kill('SIGTERM');
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    child.on('error', (error) => reject(new Error(`npx does not start (${error.message}). Is npm installed?`)));
    child.on('exit', (code, signal) => {
      for (const signal of signals) process.off(signal, passOn);
      if (code === 0) resolve();
      else reject(new Error(`${signal ?? `exit code ${code}`} from "npx ${args.join(' ')}" in ${root}.\n${advice}`));
    });
  });
}

const advice = `The dependencies could not be installed; the lines above say why. Usual reasons:
  - the npm registry is not reachable: check the network, the proxy, and "npm config get registry"
  - this user may not write to the checkout, to ~/.npm or to pnpm's store
  - the disk is full
Then run the same command again.`;
