import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7, uuidv7Floor } from './uuid.ts';

test('ids are UUID version 7, unique, and sort in the order of creation', () => {
  const ids = Array.from({ length: 20_000 }, () => uuidv7());
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('ids created after a moment are above its floor', () => {
  const floor = uuidv7Floor(new Date());
  assert.ok(uuidv7() > floor);
  assert.ok(uuidv7() < uuidv7Floor(new Date(Date.now() + 60_000)));
});
