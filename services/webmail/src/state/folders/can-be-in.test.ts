import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canBeIn } from './can-be-in.ts';

test('a folder can move anywhere but to its parent, itself, its children, Drafts, Junk and Trash', () => {
  const box = (id: string, parentId: string | null, role: string | null = null) => ({ id, parentId, role });
  const boxes = [
    box('inbox', null, 'inbox'),
    ...['drafts', 'junk', 'trash', 'snoozed'].map((role) => box(role, null, role)),
    ...[box('a', null), box('b', 'a'), box('c', 'b'), box('d', null)],
  ];
  const places = [...boxes.map(({ id }) => id), null];
  const of = (id: string) => places.filter((parent) => canBeIn(boxes, id, parent));
  assert.deepEqual(of('a'), ['inbox', 'd']);
  assert.deepEqual(of('b'), ['inbox', 'd', null]);
  assert.deepEqual(of('c'), ['inbox', 'a', 'd', null]);
  assert.deepEqual(of('d'), ['inbox', 'a', 'b', 'c']);
  assert.deepEqual(of('inbox'), []);
});
