/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounded } from './list-width.ts';

test('the list is at least 320 and at most 560 pixels wide', () => {
  assert.deepEqual([100, 320, 401.4, 560, 9_000].map(bounded), [320, 320, 401, 560, 560]);
});
