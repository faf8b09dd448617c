import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldersBelow, foldersOf, isInTrash } from './in-trash.ts';

const box = (id: string, parentId: string | null, role: string | null = null) => ({ id, parentId, role });
const boxes = [
  ...[box('inbox', null, 'inbox'), box('a', null), box('deep', 'b'), box('b', 'a')],
  ...[box('trash', null, 'trash'), box('old', 'trash'), box('older', 'old')],
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

test('nested folders are found at any depth, each behind its parent', () => {
  assert.deepEqual(ids(foldersBelow(boxes, 'a')), ['b', 'deep']);
  assert.deepEqual(ids(foldersBelow(boxes, 'inbox')), []);
  assert.deepEqual(ids(foldersOf(boxes, 'trash')), ['trash', 'old', 'older']);
  assert.deepEqual(ids(foldersOf(boxes, 'junk')), []);
});

test('a folder at any depth below Trash is in Trash', () => {
  assert.deepEqual(
    boxes.filter(({ id }) => isInTrash(boxes, id)).map(({ id }) => id),
    ['trash', 'old', 'older'],
  );
  assert.equal(isInTrash(boxes, null), false);
});

test('folders that contain each other do not loop forever', () => {
  const round = [box('x', 'y'), box('y', 'x')];
  assert.deepEqual(ids(foldersBelow(round, 'x')), ['y']);
});
