import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, isMailError } from '@postroom/types';
import {
  createMailbox,
  deleteMailbox,
  findMailbox,
  listMailboxes,
  renameMailbox,
  subscribe,
  subscriptions,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { account, pool, store } = await openMailboxFixture();

test('the name of a deleted mailbox with children stays as a level, can be reused, and goes with the last child', async () => {
  const id = await account();
  const names = async () =>
    (await listMailboxes(pool, id)).map(({ name }) => name).filter((name) => /^[a-z]/.test(name));
  await createMailbox(store, id, 'a/b/c');
  await deleteMailbox(store, id, 'a');
  await deleteMailbox(store, id, 'a/b');
  assert.deepEqual(await names(), ['a/b/c']);
  await assert.rejects(deleteMailbox(store, id, 'a/b'), (error) => isMailError(error, 'mailbox-has-children'));
  await assert.rejects(deleteMailbox(store, id, 'a/b/c/d'), (error) => isMailError(error, 'mailbox-not-found'));
  await createMailbox(store, id, 'a/b/x');
  assert.deepEqual(await names(), ['a/b/c', 'a/b/x'], 'levels that were deleted are not made again');
  await renameMailbox(store, id, { from: 'a/b/x', to: 'a' });
  await renameMailbox(store, id, { from: 'a/b', to: 'q' });
  assert.deepEqual(await names(), ['a', 'q/c']);
  await createMailbox(store, id, 'q');
  assert.deepEqual(await names(), ['a', 'q', 'q/c']);
});

test('subscriptions follow a rename with all children, and the old name stays subscribed', async () => {
  const id = await account();
  const subscribed = async () => (await subscriptions(pool, id)).filter((name) => /^[a-z]/.test(name));
  await createMailbox(store, id, 'a/b/c');
  await createMailbox(store, id, 'ab');
  for (const name of ['a', 'a/b/c', 'a/gone', 'ab']) await subscribe(pool, id, name);
  await renameMailbox(store, id, { from: 'a', to: 'x/y' });
  assert.deepEqual(await subscribed(), ['a', 'a/b/c', 'a/gone', 'ab', 'x/y', 'x/y/b/c']);
  await renameMailbox(store, id, { from: 'x/y/b', to: 'x/b' });
  assert.deepEqual((await subscribed()).slice(4), ['x/b/c', 'x/y', 'x/y/b/c'], 'x/y/b was not subscribed to');
});

test('a tree can be moved up over one of its own levels', async () => {
  const id = await account();
  await createMailbox(store, id, 'a/b/b/b');
  await deleteMailbox(store, id, 'a');
  await renameMailbox(store, id, { from: 'a/b', to: 'a' });
  const names = (await listMailboxes(pool, id)).map(({ name }) => name).filter((name) => name.startsWith('a'));
  assert.deepEqual(names, ['a', 'a/b', 'a/b/b']);
});

test('a rename that makes names too long, too deep, duplicate or too many changes nothing', async () => {
  const id = await account();
  const long = 'x'.repeat(500);
  await createMailbox(store, id, `a/${long}`);
  await createMailbox(store, id, `b/${Array.from({ length: 30 }, () => 'd').join('/')}`);
  await createMailbox(store, id, 'c/x');
  await createMailbox(store, id, 'e/x');
  await deleteMailbox(store, id, 'e');
  const before = (await listMailboxes(pool, id)).map(({ name }) => name);
  const refused = async (from: string, to: string, code: ErrorCode) =>
    assert.rejects(renameMailbox(store, id, { from, to }), (error) => isMailError(error, code), `${from} ${to}`);
  await refused('a', 'y'.repeat(600), 'limit-reached');
  await refused('b', Array.from({ length: 25 }, () => 'z').join('/'), 'limit-reached');
  await refused('c', 'e', 'mailbox-exists');
  await refused('c', 'c', 'mailbox-exists');
  await refused('e', 'c', 'mailbox-exists');
  await refused('e', 'INBOX', 'mailbox-exists');
  await pool.query(
    `insert into mailboxes (account_id, id, name, uid_validity) select $1, n, 'many/' || n, 1 from generate_series(1000, 10960) n`,
    [id],
  );
  await refused('c', 'm1/m2/m3/m4', 'limit-reached');
  await refused('INBOX', 'm1/m2/m3/m4', 'limit-reached');
  const after = (await listMailboxes(pool, id)).map(({ name }) => name).filter((name) => !name.startsWith('many/'));
  assert.deepEqual(after, before);
});

test('a special use returns with its last name, unless another mailbox has it', async () => {
  const id = await account();
  const use = async (name: string) => (await findMailbox(pool, id, name)).specialUse;
  await deleteMailbox(store, id, 'Trash');
  await createMailbox(store, id, 'Trash');
  assert.equal(await use('Trash'), '\\Trash');
  await renameMailbox(store, id, { from: 'Sent', to: 'Post/Gone' });
  await createMailbox(store, id, 'Sent');
  assert.equal(await use('Sent'), null);
  await deleteMailbox(store, id, 'Post/Gone');
  await createMailbox(store, id, 'Post/Gone');
  assert.equal(await use('Post/Gone'), '\\Sent');
  await createMailbox(store, id, 'Other');
  assert.equal(await use('Other'), null);
});
