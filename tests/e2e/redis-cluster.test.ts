import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freePort, SupervisedProcess } from '@postroom/launch';
import { startPlatform } from '@postroom/testkit';
import { Redis } from 'ioredis';
import { prepareRedis } from '../../dev/redis.ts';
import { backstage } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Redis in cluster mode refuses commands on keys of two slots. Braces in the prefix put all keys into one slot.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const prepared = await prepareRedis(folder, {
  settings: { 'cluster-enabled': 'yes', 'cluster-port': `${await freePort()}` },
});
const server = stack.use(new SupervisedProcess(prepared.spec));
await server.start();
const redis = stack.adopt(new Redis(prepared.url), (client) => client.disconnect());
await redis.cluster('ADDSLOTSRANGE', 0, 16383);
await eventually('the cluster is up', async () => {
  return String(await redis.cluster('INFO')).includes('cluster_state:ok') || undefined;
});

test('a queue with a Redis hash tag in its prefix delivers mail', { timeout: 60_000 }, async () => {
  await using platform = await startPlatform({
    redisUrl: prepared.url,
    // The sweep would come too late, so what is filed came by the queue.
    env: { REDIS_PREFIX: '{postroom}', FILE_GRACE_SECONDS: '3600' },
  });
  await using stage = backstage(platform.settings.databaseUrl);
  const alice = await stage.account('alice@a.test');
  await deliverBytes(platform.ports.SMTP_PORT, 'alice@a.test', [Buffer.from('Subject: one\r\n\r\ntext\r\n')]);
  await stage.messages(alice, 1);
  const keys = await redis.keys('*');
  assert.ok(keys.length > 0);
  assert.deepEqual(
    keys.filter((key) => !key.startsWith('{postroom}')),
    [],
  );
  assert.ok(!platform.log.some((line) => line.includes('CROSSSLOT')), platform.log.join('\n'));
});
