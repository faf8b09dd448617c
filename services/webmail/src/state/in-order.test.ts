/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './in-order.ts';

test('what is changed later is done later, although it would be quicker and what was before has failed', async () => {
  const done: string[] = [];
  const slow = Promise.withResolvers<void>();
  const first = inOrder(async () => {
    await slow.promise;
    done.push('first');
    throw new Error('refused');
  });
  const second = inOrder(async () => done.push('second'));
  slow.resolve();
  await assert.rejects(first, /refused/);
  await second;
  assert.deepEqual(done, ['first', 'second']);
});
