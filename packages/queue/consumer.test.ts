import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { testRedis } from '@postroom/testkit';
import { createConsumer } from './consumer.ts';
import { createProducer } from './producer.ts';
import { openPatientRedis } from './redis.ts';

const idOf = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;

test('malformed jobs do not block the others', async () => {
  await using redis = await testRedis();
  const options = { url: redis.url, prefix: redis.prefix };
  const raw = openPatientRedis(options);
  await once(raw, 'ready');
  await using producer = createProducer(options);
  const connected = () =>
    producer.ping().then(
      () => true,
      () => false,
    );
  while (!(await connected())) await setImmediate();
  for (let at = 0; at < 3; at++) await producer.file([idOf(at)]);
  const [first = '', second = ''] = (await raw.keys(`${redis.prefix}:file:[0-9]*`)).sort();
  await raw.hset(first, 'data', '{ no json');
  await raw.hset(second, 'data', '7', 'opts', 'x');
  await producer.file([idOf(9)]);
  const done = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  await using consumer = createConsumer({
    ...options,
    lockMs: 10_000,
    fileConcurrency: 1,
    relayConcurrency: 1,
    async file(job) {
      seen.push(job);
      if (job.deliveryIds[0] === idOf(9)) done.resolve();
    },
    async relay() {},
    onError() {},
  });
  consumer.start();
  await done.promise;
  assert.deepEqual(seen, [{ deliveryIds: [idOf(2)] }, { deliveryIds: [idOf(9)] }]);
  raw.disconnect();
});
