import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canBeIn } from './can-be-in.ts';

test('a folder goes anywhere but where it is, into itself and into what is in it', () => {
  const box = (id: string, parentId: string | null, role: string | null = null) => ({ id, parentId, role });
  const boxes = [box('inbox', null, 'inbox'), box('a', null), box('b', 'a'), box('c', 'b'), box('d', null)];
  const places = ['inbox', 'a', 'b', 'c', 'd', null];
  const of = (id: string) => places.filter((parent) => canBeIn(boxes, id, parent));
  assert.deepEqual(of('a'), ['d']);
  assert.deepEqual(of('b'), ['d', null]);
  assert.deepEqual(of('c'), ['a', 'd', null]);
  assert.deepEqual(of('d'), ['a', 'b', 'c']);
  assert.deepEqual(of('inbox'), []);
});
