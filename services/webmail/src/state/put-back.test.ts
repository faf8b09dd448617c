import assert from 'node:assert/strict';
import { test } from 'node:test';
import { putBack } from './put-back.ts';

test('undo returns an item to its place in the list, and other changes of the list stay', () => {
  assert.deepEqual(putBack(['a', 'c'], ['a', 'b', 'c'], new Set('b')), ['a', 'b', 'c']);
  assert.deepEqual(putBack(['c'], ['a', 'b', 'c', 'd'], new Set('ab')), ['a', 'b', 'c']);
  assert.deepEqual(putBack(['new', 'c', 'd'], ['b', 'c', 'd', 'e'], new Set('e')), ['new', 'c', 'd', 'e']);
  assert.deepEqual(putBack(['a', 'b'], ['a', 'b'], new Set('b')), ['a', 'b'], 'it is back already');
  assert.deepEqual(putBack([], ['a', 'b'], new Set('ab')), ['a', 'b']);
  assert.deepEqual(
    putBack(['a', undefined, 'd'], ['a', 'b', undefined, 'd'], new Set(['b'])),
    ['a', 'b', undefined, 'd'],
    'rows that were not read yet',
  );
});
