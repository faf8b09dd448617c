import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag } from '@postroom/types';
import { createMailbox, moveMessages, storeFlags } from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';
import { MAX_READERS } from './bounds.ts';
import { flagsSeen, prepared, setFlags } from './own-seen.ts';

const { pool, store, account, append, entries } = await openMailboxFixture();

test('statements for owners are the same as without sharing', () => {
  assert.equal(flagsSeen('e.', undefined), 'e.flags');
  assert.equal(setFlags('$5::int', undefined), 'flags = $5::int');
  assert.deepEqual(prepared('some', undefined), { name: 'some' });
});

test('the owner sets and clears \\Seen, and readers keep their own, wherever the message is moved', async () => {
  const owner = await account();
  const team = await createMailbox(store, owner, 'Team');
  const other = await createMailbox(store, owner, 'Other');
  await append(team, 'one');
  const uids = Uint32Array.of(1);
  const seen = (action: 'add' | 'remove', reader?: number) =>
    storeFlags(store, { ...team, reader }, uids, { action, flags: Flag.Seen, keywords: [] });
  const unseenCount = async (id: number) =>
    (
      await pool.query<{ unseen_count: number }>(
        'select unseen_count from mailboxes where account_id = $1 and id = $2',
        [owner, id],
      )
    ).rows[0]?.unseen_count;
  await seen('add', 70);
  await seen('add', 71);
  await seen('add', 70);
  assert.equal(await unseenCount(team.mailboxId), 1);
  await seen('add');
  assert.equal(await unseenCount(team.mailboxId), 0);
  await seen('remove');
  await seen('remove', 71);
  await moveMessages(store, team, other, uids);
  const flags = async (reader?: number) => (await entries({ ...other, reader }))[0]?.flags;
  assert.deepEqual([await flags(), await flags(70), await flags(71)], [0, Flag.Seen, 0]);
});

test('an entry keeps a limited number of readers, and the first ones make room', async () => {
  const owner = await account();
  const team = await createMailbox(store, owner, 'Team');
  await append(team, 'one');
  await pool.query(
    `update mailbox_entries set seen_by = (select array_agg(n::bigint order by n) from generate_series(1, $2::int) n) where account_id = $1`,
    [owner, MAX_READERS],
  );
  const reader = MAX_READERS + 1;
  await storeFlags(store, { ...team, reader }, Uint32Array.of(1), { action: 'add', flags: Flag.Seen, keywords: [] });
  const { rows } = await pool.query<{ count: number; first: number }>(
    'select cardinality(seen_by) as count, seen_by[1] as first from mailbox_entries where account_id = $1',
    [owner],
  );
  assert.deepEqual(rows, [{ count: MAX_READERS, first: 2 }]);
  assert.equal((await entries({ ...team, reader }))[0]?.flags, Flag.Seen);
});
