import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SupervisedProcess } from '@postroom/launch';
import { Redis } from 'ioredis';
import { prepareRedis } from './redis.ts';

test('an embedded Redis requires a password, never evicts, and its data survives a crash', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  context.after(() => rm(folder, { recursive: true }));
  const first = await prepareRedis(folder);
  const server = new SupervisedProcess(first.spec);
  await server.start();

  const stranger = new Redis(first.url.replace(/:[^:]*@/, ''), { retryStrategy: null });
  stranger.on('error', () => {});
  await assert.rejects(stranger.get('key'), /NOAUTH/);
  stranger.disconnect();

  const client = new Redis(first.url, { retryStrategy: null });
  client.on('error', () => {});
  assert.deepEqual(await client.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
  await client.set('kept', 'yes');
  // appendfsync everysec: a crash may lose the last second.
  await sleep(1_200);
  server.kill('SIGKILL');
  await server.exited;
  client.disconnect();

  const second = await prepareRedis(folder);
  // Not stopped: the next start finds and stops it.
  const leftBehind = new SupervisedProcess(second.spec);
  await leftBehind.start();
  const third = await prepareRedis(folder);
  assert.equal(leftBehind.pid, undefined);
  await using last = new SupervisedProcess(third.spec);
  await last.start();
  const reader = new Redis(third.url);
  assert.equal(await reader.get('kept'), 'yes');
  reader.disconnect();
});
