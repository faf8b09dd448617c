import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentUids } from './recent-uids.ts';

test('exactly the added ranges of UIDs are recent', () => {
  const recent = new RecentUids();
  recent.add(5, 7);
  recent.add(8, 9);
  recent.add(20, 19);
  recent.add(20, 20);
  assert.deepEqual(recent.ranges, [
    [5, 9],
    [20, 20],
  ]);
  const found = Array.from({ length: 30 }, (_, uid) => uid).filter((uid) => recent.has(uid));
  assert.deepEqual(found, [5, 6, 7, 8, 9, 20]);
  assert.equal(recent.countIn(Uint32Array.of(1, 6, 9, 10, 20, 21)), 3);
});
