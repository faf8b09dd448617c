/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JmapClient } from '../jmap/client.ts';
import { inOrder } from './in-order.ts';
import { useMail } from './mail.ts';

test('changes are made in order, even if a later one would be quicker or an earlier one failed', async () => {
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

test("changes still waiting at sign-out are not applied to the next user's mail", async () => {
  const slow = Promise.withResolvers<void>();
  const first = inOrder(() => slow.promise);
  const second = inOrder(async () => 'done');
  useMail.setState({ client: { accountId: 'a2' } as JmapClient });
  slow.resolve();
  await first;
  assert.equal(await second, undefined);
  assert.equal(await inOrder(async () => 'done'), 'done');
});
