import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, ReadAheadBudget } from '@postroom/mailbox';
import { ReadAhead } from './read-ahead.ts';

/** Makes a mailbox with uids 1 to `count` that records how it is read. */
function setUp(count: number, { octets = 100, budget = 1e9 } = {}) {
  const looks: number[][] = [];
  const gone = new Set<number>();
  let failing = false;
  const read = async (uids: Uint32Array): Promise<Entry[]> => {
    looks.push([...uids]);
    if (failing) throw new Error('away');
    const blob = { header: Buffer.alloc(octets), body: null };
    return [...uids].filter((uid) => !gone.has(uid)).map((uid) => ({ uid, blob }) as unknown as Entry);
  };
  const shared = new ReadAheadBudget(budget);
  const ahead = new ReadAhead(shared);
  const uids = Uint32Array.from({ length: count }, (_, index) => index + 1);
  const take = async (uid: number, what = 'bodies') => (await ahead.take(uids, uid - 1, what, read))?.uid;
  return { looks, gone, shared, ahead, take, fail: (yes: boolean) => (failing = yes) };
}

test('fetching in order needs few queries, and each message is read once', async () => {
  const { looks, take, ahead, shared } = setUp(500, { budget: 10_000_000 });
  for (let uid = 1; uid <= 500; uid++) assert.equal(await take(uid), uid);
  assert.ok(looks.length < 25, `${looks.length} looks`);
  assert.deepEqual(
    looks.flat(),
    Array.from({ length: 500 }, (_, index) => index + 1),
  );
  ahead.release();
  assert.ok(shared.lease(10_000_000), 'everything taken from the budget was given back');
});

test('fetching single messages needs one query each', async () => {
  const { looks, take } = setUp(100);
  for (const uid of [50, 3, 99]) await take(uid);
  assert.deepEqual(looks, [[50], [3], [99]]);
});

test('what was read for one FETCH item is not used for another', async () => {
  const { looks, take } = setUp(100);
  for (const uid of [1, 2, 3]) await take(uid);
  await take(4, 'headers');
  assert.deepEqual(looks.at(-1), [4]);
});

test('without memory left messages are read one at a time', async () => {
  const { looks, take } = setUp(5, { budget: 50 });
  for (let uid = 1; uid <= 5; uid++) assert.equal(await take(uid), uid);
  assert.deepEqual(looks, [[1], [2], [3], [4], [5]]);
});

test('a missing message does not affect the next one', async () => {
  const { gone, take } = setUp(5);
  gone.add(3);
  const found = [];
  for (let uid = 1; uid <= 5; uid++) found.push(await take(uid));
  assert.deepEqual(found, [1, 2, undefined, 4, 5]);
});

test('after a failed query the next message is read again', async () => {
  const { take, fail } = setUp(100);
  await take(1);
  fail(true);
  await assert.rejects(take(2), /away/);
  fail(false);
  assert.equal(await take(2), 2);
});
