import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { shots } from './screens/shots.ts';

const FOLDER = new URL('../docs/screens/', import.meta.url);

test('every screenshot can be taken again, and none is missing or too large', async () => {
  const files = await readdir(FOLDER);
  assert.deepEqual(files.toSorted(), shots.map(({ name }) => `${name}.png`).toSorted());
  for (const file of files) assert.ok((await stat(new URL(file, FOLDER))).size < 200_000, file);
});
