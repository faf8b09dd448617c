import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstOfEach } from './first-of-each.ts';

test('the first element of each key is returned in order, however far apart the keys are', () => {
  const find = (keys: number[]) => [
    ...firstOfEach(
      Float64Array.from(keys, (_, index) => index),
      Float64Array.from(keys),
    ),
  ];
  assert.deepEqual(find([]), []);
  assert.deepEqual(find([7]), [0]);
  assert.deepEqual(find([9, 8, 9, 1, 8, 16]), [0, 1, 3, 5]);
  const far = 2 ** 52;
  assert.deepEqual(find([far, 3, far, far + 1, 3]), [0, 1, 3]);
  assert.deepEqual(find([far, far + 9, far, far + 8]), [0, 1, 3]);
  const many = Array.from({ length: 5_000 }, (_, n) => ((n * 7_919) % 2_011) + far);
  assert.deepEqual(
    find(many),
    [...new Set(many)].map((key) => many.indexOf(key)),
  );
});
