import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadAheadBudget } from '@postroom/mailbox';
import { isMailError } from '@postroom/types';
import { Maildrop } from './maildrop.ts';
import { MessageReader, type ReadMessages } from './read-ahead.ts';

/** Makes a maildrop of `count` messages and records what is read from it. */
function setUp(count: number, { size = 100, budget = 1e9, missing = 0 } = {}) {
  const queries: (readonly number[])[] = [];
  const client = { hasEverything: true };
  const memory: Buffer[] = [];
  const offered: Buffer[][] = [];
  const readMessages: ReadMessages = async (uids, { spare }) => {
    queries.push(uids);
    offered.push(spare);
    const piece = spare.pop() ?? Buffer.alloc(1);
    memory.push(piece);
    return {
      memory: [piece],
      get(uid) {
        if (uid === missing || !uids.includes(uid)) return undefined;
        return { blobId: '', size, octets: Buffer.from(`${uid}`), headerLength: 0, headerOnly: false };
      },
    };
  };
  const uids = Uint32Array.from({ length: count }, (_, index) => index + 1);
  const maildrop = new Maildrop(1, uids, new Float64Array(count).fill(size));
  const shared = new ReadAheadBudget(budget);
  const reader = new MessageReader(readMessages, maildrop, shared, () => client.hasEverything);
  const readAll = async (indexes: Iterable<number>) => {
    for (const index of indexes) {
      assert.equal(String((await reader.read(index, { bodies: true })).octets), `${index + 1}`);
    }
  };
  return { queries, maildrop, reader, readAll, shared, client, memory, offered };
}

test('reading in order needs few queries, and each message is read once', async () => {
  const { queries, readAll, reader, shared } = setUp(1000, { budget: 100_000 });
  await readAll(Array(1000).keys());
  assert.ok(queries.length < 25, `${queries.length} queries`);
  assert.deepEqual(
    queries.flat(),
    [...Array(1000).keys()].map((index) => index + 1),
  );
  reader.release();
  assert.ok(shared.lease(100_000), 'everything taken from the budget was given back');
});

test('a batch is read before the client asks for it', async () => {
  const { queries, readAll } = setUp(1000);
  for (let index = 0; index < 999; index++) {
    await readAll([index]);
    assert.ok((queries.at(-1)?.at(-1) ?? 0) > index + 1, `${index + 1} is the last asked for`);
  }
});

test('memory of messages already sent is reused, and memory of those still being sent is not', async () => {
  const { client, memory, readAll } = setUp(1000);
  client.hasEverything = false;
  await readAll(Array(300).keys());
  assert.equal(new Set(memory).size, memory.length);
  client.hasEverything = true;
  memory.length = 0;
  await readAll(Array.from({ length: 700 }, (_, index) => index + 300));
  assert.ok(
    memory.length > 4 && new Set(memory).size <= 3,
    `${new Set(memory).size} pieces for ${memory.length} batches`,
  );
});

test('memory that the next batch does not need is released', async () => {
  const { memory, offered, readAll } = setUp(1000);
  await readAll(Array(1000).keys());
  assert.ok(offered.every((spare) => spare.length === 0));
  memory.length = 0;
  await readAll([3, 900, 7]);
  assert.ok(offered.every((spare) => spare.length === 0));
});

test('a large message in between does not stop reading ahead, and nothing is read twice', async () => {
  const { queries, maildrop, readAll } = setUp(200);
  const small = maildrop.size.bind(maildrop);
  maildrop.size = (index) => (index === 50 ? 600 * 1024 : small(index));
  await readAll(Array(200).keys());
  assert.ok(queries.some((uids) => uids.length === 1 && uids[0] === 51));
  assert.deepEqual(
    queries.flat().sort((a, b) => a - b),
    [...Array(200).keys()].map((index) => index + 1),
  );
});

test('reading single messages needs one query each', async () => {
  const { queries, readAll } = setUp(100);
  await readAll([50, 3, 99]);
  assert.deepEqual(queries, [[51], [4], [100]]);
});

test('deleted messages are not read ahead', async () => {
  const { queries, readAll, maildrop } = setUp(20);
  maildrop.delete(5);
  await readAll([3, 4, 6, 7]);
  assert.ok(!queries.flat().includes(6));
});

test('large messages are read one at a time, as are all once the memory budget is spent', async () => {
  const large = setUp(5, { size: 10_000_000 });
  await large.readAll([0, 1, 2, 3]);
  assert.deepEqual(large.queries, [[1], [2], [3], [4]]);
  const poor = setUp(5, { budget: 50 });
  await poor.readAll([0, 1, 2]);
  assert.deepEqual(poor.queries, [[1], [2], [3]]);
});

test('a missing message is reported as such, and the next one is still read', async () => {
  const { reader, readAll } = setUp(5, { missing: 2 });
  await readAll([0]);
  await assert.rejects(reader.read(1, { bodies: true }), (error) => isMailError(error, 'not-found'));
  await readAll([2, 3]);
});

test('long headers that a batch leaves out are read by themselves', async () => {
  const maildrop = new Maildrop(1, Uint32Array.of(1, 2, 3, 4), new Float64Array(4).fill(1_000_000));
  const readMessages: ReadMessages = async ([first]) => ({
    memory: [],
    get: (uid) =>
      uid === first
        ? { blobId: '', size: 1_000_000, octets: Buffer.from(`${uid}`), headerLength: 0, headerOnly: true }
        : undefined,
  });
  const reader = new MessageReader(readMessages, maildrop, new ReadAheadBudget(1e9), () => true);
  for (let index = 0; index < 4; index++) {
    assert.equal(String((await reader.read(index, { bodies: false })).octets), `${index + 1}`);
  }
});
