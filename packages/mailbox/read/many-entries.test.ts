import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag } from '@postroom/types';
import {
  accountUsage,
  changesSince,
  copyMessages,
  deleteMailbox,
  expunge,
  findMailbox,
  type MailboxRef,
  moveMessages,
  openMailbox,
  storeFlags,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { account, append, pool, store } = await openMailboxFixture();

/** More entries than any step takes. */
const MANY = 12_345;

/** Creates an account whose INBOX has one message many times. */
async function full(): Promise<{ id: number; inbox: MailboxRef; uids: Uint32Array }> {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  for (let count = 1; count < MANY; count *= 2) {
    const { uids } = await openMailbox(pool, inbox, { claimRecent: false });
    await copyMessages(store, inbox, inbox, uids.subarray(0, MANY - count));
  }
  return { id, inbox, uids: (await openMailbox(pool, inbox, { claimRecent: false })).uids };
}

/** Returns a mailbox's counters, after checking that they match its entries. */
async function counters(id: number, mailbox: string): Promise<number[]> {
  const { mailboxId, messageCount, unseenCount, deletedCount, sizeBytes } = await findMailbox(pool, id, mailbox);
  const { rows } = await pool.query<Record<string, number>>(
    `select count(*) messages, count(*) filter (where flags & ${Flag.Seen} = 0) unseen,
       count(*) filter (where flags & ${Flag.Deleted} <> 0) deleted, coalesce(sum(size), 0)::bigint bytes
     from mailbox_entries where account_id = $1 and mailbox_id = $2`,
    [id, mailboxId],
  );
  assert.deepEqual([messageCount, unseenCount, deletedCount, sizeBytes], Object.values(rows[0] ?? {}));
  return [messageCount, unseenCount, deletedCount];
}

test('many messages are flagged and expunged in steps, and the counters are right after each', async () => {
  const { id, inbox, uids } = await full();
  const steps: number[] = [];
  const noted = { ...store, announce: ({ modseq }: { modseq: number }) => void steps.push(modseq) };
  const { highestModseq } = await findMailbox(pool, id, 'INBOX');
  const odd = uids.filter((uid) => uid % 2 === 1);
  for (let left: Uint32Array = odd; left.length > 0; ) {
    const change = { action: 'add' as const, flags: Flag.Deleted, keywords: [] };
    const { rest, entries } = await storeFlags(noted, inbox, left, change);
    assert.ok(entries.length > 0 && entries.length + rest.length === left.length);
    left = rest;
    await counters(id, 'INBOX');
  }
  assert.deepEqual(await counters(id, 'INBOX'), [MANY, MANY, odd.length]);
  assert.ok(steps.length > 5);
  steps.length = 0;
  assert.deepEqual(await expunge(noted, inbox, { uids: null, onlyDeleted: true }), odd);
  assert.equal(steps.length, 2);
  assert.deepEqual(await counters(id, 'INBOX'), [MANY - odd.length, MANY - odd.length, 0]);
  assert.deepEqual((await changesSince(pool, inbox, highestModseq, MANY))?.expunged, odd);
  const even = uids.filter((uid) => uid % 2 === 0);
  assert.deepEqual(await expunge(noted, inbox, { uids: even, onlyDeleted: false }), even);
  assert.deepEqual(await counters(id, 'INBOX'), [0, 0, 0]);
  const { messageCount, usedBytes } = await accountUsage(pool, id);
  assert.deepEqual([messageCount, usedBytes], [0, 0]);
});

test('a mailbox with many messages can be moved, and deleted with all of them', async () => {
  const { id, inbox, uids } = await full();
  const archive = await findMailbox(pool, id, 'Archive');
  const { sources, copies } = await moveMessages(store, inbox, archive, uids);
  assert.deepEqual([sources, copies.length], [uids, MANY]);
  assert.deepEqual(await counters(id, 'Archive'), [MANY, MANY, 0]);
  await deleteMailbox(store, id, 'Archive');
  const { messageCount, usedBytes } = await accountUsage(pool, id);
  assert.deepEqual([messageCount, usedBytes], [0, 0]);
});
