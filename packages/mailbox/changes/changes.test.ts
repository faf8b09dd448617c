import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag } from '@postroom/types';
import { changesSince, copyMessages, findMailbox, storeFlags } from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { pool, store, account, append } = await openMailboxFixture();

test('thousands of changes come in pages, each entry once and in order, and new ones as uids only', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  for (let count = 1; count < 4_000; count *= 2) {
    const uids = Uint32Array.from({ length: count }, (_, index) => index + 1);
    await copyMessages(store, inbox, inbox, uids);
  }
  const { highestModseq } = await findMailbox(pool, id, 'INBOX');
  const uids = Uint32Array.from({ length: 3_000 }, (_, index) => index + 1);
  for (let left = uids; left.length > 0; ) {
    const change = { action: 'add' as const, flags: Flag.Seen, keywords: ['k'] };
    left = (await storeFlags(store, inbox, left, change)).rest as typeof uids;
  }
  await append(inbox, 'Last');
  const changes = await changesSince(pool, inbox, highestModseq, 4_096);
  assert.deepEqual([...(changes?.fresh ?? [])], [4_097]);
  const pages = await Array.fromAsync(changes?.changed ?? []);
  assert.ok(pages.every((page) => page.length <= 2_000));
  assert.deepEqual(
    pages.flat().map(({ uid }) => uid),
    [...uids],
  );
});
