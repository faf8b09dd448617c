import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFolders } from './folder-tree.ts';

test('folders follow their parent, with a role or without, and one without a known parent is at the top', () => {
  const box = (id: string, parentId: string | null, role: string | null = null) => ({
    id,
    name: id,
    parentId,
    role,
  });
  const boxes = [box('b', null), box('a2', 'a'), box('trash', null, 'trash'), box('a', null), box('a1', 'a')];
  const all = allFolders([
    ...boxes,
    box('deep', 'a2'),
    box('inbox', null, 'inbox'),
    box('lost', 'gone'),
    box('old', 'trash'),
  ]);
  assert.deepEqual(
    all.map(({ mailbox, depth }) => `${depth} ${mailbox.id}`),
    ['0 inbox', '0 trash', '1 old', '0 a', '1 a1', '1 a2', '2 deep', '0 b', '0 lost'],
  );
});
