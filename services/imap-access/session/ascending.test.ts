import assert from 'node:assert/strict';
import { test } from 'node:test';
import { common, union } from './ascending.ts';

const LISTS = [[], [1], [2], [1, 2], [1, 3, 5], [2, 3, 4, 9], [4_294_967_295]].map((list) => Uint32Array.from(list));

test('common elements and differences of ascending lists are found', () => {
  for (const some of LISTS) {
    for (const others of LISTS) {
      assert.deepEqual(
        [...common(some, others)],
        [...some].filter((each) => others.includes(each)),
      );
      const both = [...new Set([...some, ...others])];
      assert.deepEqual(
        [...union(some, others)],
        both.sort((a, b) => a - b),
      );
    }
  }
});
