import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { testRedis } from '@postroom/testkit';
import { createSendingCounts } from './sending-counts.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const redis = stack.use(await testRedis());
const counts = stack.use(createSendingCounts(redis));
const hour = { of: 'messages', seconds: 3_600, limit: 3 };

/** Waits for the connection: before that nothing is counted. */
while ((await counts.take(0, [{ ...hour, party: 'ready', cost: 1, limit: 0 }], 9)) === 'taken') await nextTurn();

test('a message counts in all windows or in none, and a full one says how long to wait', async () => {
  const take = (account: number, cost: number) =>
    counts.take(
      account,
      [
        { ...hour, party: String(account), cost: 1 },
        { ...hour, of: 'recipients', party: String(account), cost, limit: 10 },
      ],
      1_000,
    );
  assert.equal(await take(1, 5), 'taken');
  const refused = await take(1, 6);
  assert.ok(typeof refused === 'object');
  assert.equal(refused.full.of, 'recipients');
  assert.ok(refused.seconds > 3_500 && refused.seconds <= 3_600);
  assert.deepEqual([await take(1, 1), await take(1, 4)], ['taken', 'taken'], 'what was refused was not counted');
  const full = await take(1, 0);
  assert.ok(typeof full === 'object' && full.full.of === 'messages');
  assert.equal(await take(2, 5), 'taken', 'another account');
  await counts.forget(1, [{ of: 'messages', party: '1' }]);
  assert.equal(await take(1, 0), 'taken');
});

test('bounces are counted per distinct recipient', async () => {
  const take = () => counts.take(3, [{ ...hour, party: '3', cost: 1 }], 3);
  await counts.bounced(3, ['a@x.test', 'b@x.test', 'A@x.test', 'a@x.test']);
  assert.equal(await take(), 'taken');
  await counts.bounced(3, ['c@x.test']);
  assert.equal(await take(), 'bounces');
  await counts.forget(3, []);
  assert.equal(await take(), 'taken');
});

test('while Redis is away everybody may send', async () => {
  using away = createSendingCounts({ url: 'redis://127.0.0.1:1', prefix: 'away' });
  assert.equal(await away.take(1, [{ ...hour, party: '1', cost: 1, limit: 0 }], 0), 'taken');
  await away.bounced(1, ['a@x.test']);
});
