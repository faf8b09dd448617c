import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testRedis } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import { createRates, type Rates } from './rates.ts';
import { openPatientRedis } from './redis.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const redis = stack.use(await testRedis());
const rates = stack.use(createRates(redis));
await connected(rates);

/** Waits for the connection: before that nothing passes. */
async function connected(rates: Rates): Promise<void> {
  while (
    !(await rates.isFirst('connected', String(Math.random()), 10).catch((error: unknown) => {
      assert.ok(isMailError(error, 'unavailable'));
      return false;
    }))
  )
    await sleep(5);
}

test('of a hundred simultaneous requests as many pass as allowed, over several services; returned ones do not count', async () => {
  using other = createRates(redis);
  await connected(other);
  const rate = { of: 'names', limit: 10, windowSeconds: 100 };
  const taken = await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? rates : other).take(rate, 'net')));
  const passed = taken.filter((each) => each.isTaken);
  assert.equal(passed.length, 10);
  const refused = taken.find((each) => !each.isTaken);
  assert.ok(refused && !refused.isTaken && refused.seconds > 90 && refused.seconds <= 100);
  assert.ok((await rates.take(rate, 'another')).isTaken);
  assert.ok((await rates.take({ ...rate, of: 'applications' }, 'net')).isTaken);
  await (passed[0] as { giveBack(): Promise<void> }).giveBack();
  assert.ok((await rates.take(rate, 'net')).isTaken);
  assert.ok(!(await rates.take(rate, 'net')).isTaken);
});

test('one of many simultaneous uses is the first, and the record of it expires', async () => {
  const firsts = await Promise.all(Array.from({ length: 20 }, () => rates.isFirst('proof', 'x', 100)));
  assert.equal(firsts.filter(Boolean).length, 1);
  assert.ok(await rates.isFirst('proof', 'y', 100));
  const client = openPatientRedis(redis);
  stack.defer(() => client.disconnect());
  for (const key of await client.keys(`${redis.prefix}:*`)) assert.ok((await client.ttl(key)) > 0, key);
});

test('while Redis is away requests are refused without delay', async () => {
  using away = createRates({ url: 'redis://127.0.0.1:1', prefix: 'x', onError: () => {} });
  const isAway = (error: unknown) => isMailError(error, 'unavailable');
  await assert.rejects(away.take({ of: 'names', limit: 10, windowSeconds: 10 }, 'net'), isAway);
  await assert.rejects(away.isFirst('proof', 'x', 10), isAway);
});
