/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distinct } from './file-names.ts';

test('file names in one archive are unique and contain no path', () => {
  assert.deepEqual(distinct(['a.txt', 'A.txt', 'a.txt', '../b', 'c/d', '.e']), [
    ...['a.txt', 'A (2).txt', 'a (3).txt', '__b', 'c_d', '_e'],
  ]);
});
