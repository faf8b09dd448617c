import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import { Maildrop } from './maildrop.ts';

const make = () => new Maildrop(0x5f3b2c1d, Uint32Array.of(3, 10, 4_000_000_000), Float64Array.of(100, 20, 3));

test('a maildrop lists message numbers, sizes and unique ids', () => {
  const maildrop = make();
  assert.deepEqual(maildrop.remaining, { count: 3, bytes: 123 });
  assert.equal(maildrop.uniqueId(maildrop.find(1)), '000000035f3b2c1d');
  assert.equal(maildrop.uniqueId(maildrop.find(3)), 'ee6b28005f3b2c1d');
  for (const number of [0, 4, -1])
    assert.throws(
      () => maildrop.find(number),
      (error) => isMailError(error, 'not-found'),
    );
});

test('messages can be deleted and restored', () => {
  const maildrop = make();
  maildrop.delete(maildrop.find(2));
  assert.throws(() => maildrop.find(2));
  assert.deepEqual(maildrop.remaining, { count: 2, bytes: 103 });
  assert.deepEqual([...maildrop.deletedUids()], [10]);
  maildrop.reset();
  assert.deepEqual(maildrop.remaining, { count: 3, bytes: 123 });
  assert.deepEqual([...maildrop.deletedUids()], []);
});

test('a maildrop of half a million messages takes a few megabytes', () => {
  const count = 500_000;
  const before = process.memoryUsage().arrayBuffers;
  const maildrop = new Maildrop(1, new Uint32Array(count).fill(7), new Float64Array(count).fill(4096));
  assert.ok(process.memoryUsage().arrayBuffers - before < 8_000_000);
  assert.equal(maildrop.remaining.bytes, count * 4096);
});
