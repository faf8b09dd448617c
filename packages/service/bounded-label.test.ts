import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedLabel } from './bounded-label.ts';

test('a name that repeats gets its own label while there are places', () => {
  const label = new BoundedLabel({ places: 2, threshold: 3 });
  assert.deepEqual([label.of('a'), label.of('a'), label.of('a'), label.of('a')], ['other', 'other', 'a', 'a']);
  for (let times = 0; times < 3; times++) label.of('b');
  for (let times = 0; times < 9; times++) assert.equal(label.of('c'), 'other');
  assert.deepEqual([label.of('a'), label.of('b')], ['a', 'b']);
});

test('names that occur once take no places', () => {
  const label = new BoundedLabel({ places: 1, threshold: 2 });
  for (let number = 0; number < 50_000; number++) assert.equal(label.of(`spam${number}.test`), 'other');
  label.of('real.test');
  assert.equal(label.of('real.test'), 'real.test');
});
