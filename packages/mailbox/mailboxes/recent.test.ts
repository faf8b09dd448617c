import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimRecent, findMailbox, openMailbox } from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { account, append, pool } = await openMailboxFixture();

test('of several simultaneous sessions one gets the recent messages', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  const opened = await Promise.all(Array.from({ length: 4 }, () => openMailbox(pool, inbox, { claimRecent: true })));
  assert.deepEqual(opened.map(({ recentFrom }) => recentFrom).sort(), [1, 2, 2, 2]);
  await append(inbox, 'Two');
  const claims = await Promise.all(Array.from({ length: 4 }, () => claimRecent(pool, inbox, 3)));
  assert.deepEqual(claims.sort(), [2, 3, 3, 3]);
});
