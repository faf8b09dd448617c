import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FoundBits } from './found-bits.ts';

test('rows of found bits are stored one after another, however many there are', () => {
  const found = new FoundBits();
  assert.deepEqual([found.uids.length, found.bits.length], [0, 0]);
  for (let uid = 1; uid <= 1_000; uid++) found.add(uid * 2, Buffer.from([uid & 0xff, uid >> 8]));
  assert.equal(found.uids.length, 1_000);
  assert.equal(found.uids[999], 2_000);
  assert.equal(found.bits.length, 2_000);
  assert.equal(found.bits.readUInt16LE(2 * 499), 500);
});

test('rows of found bits have equal lengths and a total limit', () => {
  const found = new FoundBits();
  const row = Buffer.alloc(4 * 1024 * 1024);
  for (let uid = 1; uid <= 8; uid++) found.add(uid, row);
  assert.throws(() => found.add(9, row), { code: 'limit-reached' });
  assert.throws(() => found.add(9, Buffer.alloc(1)), /another length/);
});
