import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtempDisposable, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { memoryFolder } from './memory-folder.ts';

test('test data is in memory if there is room, and on disk otherwise', async () => {
  await using disk = await mkdtempDisposable(join(tmpdir(), 'disk-'));
  await using memory = await mkdtempDisposable(join(tmpdir(), 'memory-'));
  const places = { disk: disk.path, memory: memory.path, room: 1 };
  assert.equal(dirname(await memoryFolder('data', places)), memory.path);
  assert.equal(dirname(await memoryFolder('data', { ...places, room: Number.POSITIVE_INFINITY })), disk.path);
  assert.equal(dirname(await memoryFolder('data', { ...places, memory: join(disk.path, 'nowhere') })), disk.path);
});

test('data left by a killed process is removed by the next, and nothing else is', async () => {
  await using memory = await mkdtempDisposable(join(tmpdir(), 'memory-'));
  const ended = spawn(process.execPath, ['-e', '']);
  await once(ended, 'exit');
  const left = `data-${ended.pid}-aaaaaa`;
  const kept = [`data-${process.pid}-aaaaaa`, `other-${ended.pid}-aaaaaa`, 'data-x'];
  for (const name of [left, ...kept]) await mkdir(join(memory.path, name));
  await writeFile(join(memory.path, left, 'file'), '');
  await memoryFolder('data', { disk: '/', memory: memory.path, room: 1 });
  const found = await readdir(memory.path);
  assert.ok(kept.every((name) => found.includes(name)));
  assert.ok(!found.includes(left));
});
