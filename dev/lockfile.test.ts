import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { tryLock } from './lockfile.mjs';

async function lockPath(context: { after(work: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lock-'));
  context.after(() => rm(folder, { recursive: true }));
  return join(folder, 'lock');
}

/** Starts a process that takes the lock and keeps it. */
async function holder(path: string) {
  const module = JSON.stringify(new URL('./lockfile.mjs', import.meta.url).href);
  const code = `const { tryLock } = await import(${module});
    console.log(JSON.stringify(tryLock(${JSON.stringify(path)}))); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a lock is held by one process, which is named, until it is released', async (context) => {
  const path = await lockPath(context);
  const child = await holder(path);
  assert.deepEqual(tryLock(path), { holder: child.pid });
  child.kill('SIGKILL');
  await once(child, 'exit');

  const lock = tryLock(path);
  assert.ok('release' in lock, 'a dead holder does not count');
  assert.deepEqual(tryLock(path), { holder: process.pid });
  lock.release();
  await assert.rejects(readFile(path), /ENOENT/);
});

test('a process id that another program got later does not hold the lock', async (context) => {
  const path = await lockPath(context);
  await writeFile(path, `${process.pid} 1`);
  assert.ok('release' in tryLock(path));
});

test('of many processes that find a dead lock one gets it', async (context) => {
  const path = await lockPath(context);
  await writeFile(path, '999999999 1');
  const children = await Promise.all(Array.from({ length: 8 }, () => holder(path)));
  const held = Number((await readFile(path, 'utf8')).split(' ')[0]);
  assert.ok(children.some((child) => child.pid === held));
  for (const child of children) child.kill('SIGKILL');
});
