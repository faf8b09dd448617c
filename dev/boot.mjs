// `node dev/boot.mjs NAME [arguments]` runs dev/NAME.ts on Node 24, from a bare checkout and with any Node from version 20 on.
// It starts before anything is installed, so this file and what it imports are plain JavaScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24 } from '../cli/node24.mjs';
import { installDependencies } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', ...args] = process.argv.slice(2);
const script = join(root, 'dev', `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(script)) fail(`there is no dev/${name}.ts to run`);

endWithParent();
try {
  await installDependencies(root);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
run(node24(), [script, ...args]);

/** Returns the path of the Node that runs everything. */
function node24() {
  const found = findNode24(root);
  if (found !== undefined) return found;
  return fail(
    `Node 24 is needed, this is ${process.versions.node}, and no package carries it for ` +
      `${process.platform} on ${process.arch}. Install Node 24 and run this again.`,
  );
}

/**
 * Ends this process as a SIGTERM does when its parent is gone. npm passes on SIGINT and SIGTERM, but when it ends in another
 * way (SIGKILL, SIGHUP, a crash), this process gets no signal. The scripts of package.json begin with exec, so that the parent
 * is npm and not a shell in between, which would stay.
 */
function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  timer.unref();
}

/**
 * Runs the script as a child in a session of its own. Ctrl-C in a terminal signals every process of the foreground group, and
 * npm passes it on, too: the child would get the signal two or three times. In its own session it gets one signal, from here.
 * The IPC channel tells the child when this process is gone.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const child = spawn(command, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, PATH: `${dirname(command)}:${process.env.PATH ?? ''}` },
  });
  let lastSignal = 0;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const now = Date.now();
      if (now - lastSignal > 500) child.kill(signal);
      lastSignal = now;
    });
  }
  child.on('error', (error) => fail(`${command} does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** @param {string} text
 * @returns {never} */
function fail(text) {
  console.error(`postroom: ${text}`);
  process.exit(1);
}
