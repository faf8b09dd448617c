#!/usr/bin/env node
// The `postroom` command. Plain JavaScript, because it may be started by a Node that cannot run the rest: then it starts
// itself again with the Node 24 of the checkout.
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24, isNode24 } from './node24.mjs';

const EX_UNAVAILABLE = 69;
const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(self));

if (isNode24()) await run();
else runOnNode24();

async function run() {
  const { main } = await import('./main.ts').catch(explain);
  process.exitCode = await main({
    args: process.argv.slice(2),
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}

function runOnNode24() {
  const node = findNode24(root);
  if (node === undefined) return fail(`this is Node ${process.versions.node} and Node 24 is needed`);
  const child = spawnSync(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (child.error) return fail(`${node} does not start: ${child.error.message}`);
  process.exitCode = child.signal ? 128 + constants.signals[child.signal] : (child.status ?? 1);
}

/** @param {NodeJS.ErrnoException} error
 * @returns {never} */
function explain(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  return fail('the dependencies are not installed');
}

/** @param {string} text
 * @returns {never} */
function fail(text) {
  console.error(`postroom: ${text}: run "npm start" once, which installs what is missing (or "npx pnpm@12 install")`);
  process.exit(EX_UNAVAILABLE);
}
