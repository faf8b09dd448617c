import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldersBelow, foldersOf, isInTrash } from './in-trash.ts';

const box = (id: string, parentId: string | null, role: string | null = null) => ({ id, parentId, role });
const boxes = [
  ...[box('inbox', null, 'inbox'), box('a', null), box('deep', 'b'), box('b', 'a')],
  ...[box('trash', null, 'trash'), box('old', 'trash'), box('older', 'old')],
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

test('what is in a folder is found however deep, each behind the one it is in', () => {
  assert.deepEqual(ids(foldersBelow(boxes, 'a')), ['b', 'deep']);
  assert.deepEqual(ids(foldersBelow(boxes, 'inbox')), []);
  assert.deepEqual(ids(foldersOf(boxes, 'trash')), ['trash', 'old', 'older']);
  assert.deepEqual(ids(foldersOf(boxes, 'junk')), []);
});

test('a folder is in Trash however deep, and everywhere is not', () => {
  assert.deepEqual(
    boxes.filter(({ id }) => isInTrash(boxes, id)).map(({ id }) => id),
    ['trash', 'old', 'older'],
  );
  assert.equal(isInTrash(boxes, null), false);
});

test('folders that say they are in each other end the search', () => {
  const round = [box('x', 'y'), box('y', 'x')];
  assert.deepEqual(ids(foldersBelow(round, 'x')), ['y']);
});
