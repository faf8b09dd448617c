import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UidList } from './uid-list.ts';

test('sequence numbers are positions in the list', () => {
  const list = new UidList(Uint32Array.of(3, 5, 9));
  assert.deepEqual([list.sequenceOf(3), list.sequenceOf(4), list.sequenceOf(9), list.last], [1, 0, 3, 9]);
  for (let uid = 10; uid < 50; uid += 1) list.append(uid);
  assert.equal(list.length, 43);
  assert.equal(list.sequenceOf(49), 43);
});

test('removing messages returns sequence numbers that shift with each removal', () => {
  const list = new UidList(Uint32Array.of(1, 2, 3, 4, 5));
  assert.deepEqual([...list.remove(Uint32Array.of(0, 2, 3, 5, 7))], [2, 2, 3]);
  assert.deepEqual([...list.all], [1, 4]);
  assert.equal(new UidList(new Uint32Array()).last, 0);
});
