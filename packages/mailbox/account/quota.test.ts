import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import {
  accountUsage,
  copyMessages,
  deleteMailbox,
  expunge,
  findMailbox,
  type MailboxRef,
  moveMessages,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { account, append, pool, setQuota, store } = await openMailboxFixture();

test('copies count for the quota, the last tenth is reserved for Trash, and moving takes no space', async () => {
  const id = await account(100);
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  const trash = await findMailbox(pool, id, 'Trash');
  await append(inbox, 'One');
  const used = async () => (await accountUsage(pool, id)).usedBytes;
  const size = await used();
  const copy = (to: MailboxRef) => copyMessages(store, inbox, to, Uint32Array.of(1));
  await setQuota(id, size * 2);
  await copy(archive);
  assert.equal(await used(), size * 2);
  await assert.rejects(copy(archive), (error) => isMailError(error, 'over-quota'));
  assert.equal((await findMailbox(pool, id, 'Archive')).messageCount, 1);
  await setQuota(id, Math.ceil((size * 3) / 1.1));
  await copy(trash);
  await assert.rejects(copy(trash), (error) => isMailError(error, 'over-quota'));
  await setQuota(id, 0);
  await moveMessages(store, inbox, archive, Uint32Array.of(1));
  assert.equal(await used(), size * 3);
  await expunge(store, archive, { uids: Uint32Array.of(1), onlyDeleted: false });
  assert.equal(await used(), size * 2);
  await deleteMailbox(store, id, 'Trash');
  assert.equal(await used(), size);
  await expunge(store, archive, { uids: Uint32Array.of(2), onlyDeleted: false });
  assert.equal(await used(), 0);
  assert.equal((await accountUsage(pool, id)).messageCount, 0);
});

test('copies cannot exceed the maximum number of messages, and MOVE and EXPUNGE free places', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  const few = { ...store, maxMessages: 3 };
  const copy = (...uids: number[]) => copyMessages(few, inbox, archive, Uint32Array.from(uids));
  await append(inbox, 'One');
  await append(inbox, 'Two');
  await assert.rejects(copy(1, 2), (error) => isMailError(error, 'limit-reached'));
  assert.equal((await findMailbox(pool, id, 'Archive')).messageCount, 0);
  await copy(1);
  await assert.rejects(copy(1), (error) => isMailError(error, 'limit-reached'));
  await moveMessages(few, inbox, archive, Uint32Array.of(1));
  await expunge(few, archive, { uids: null, onlyDeleted: false });
  await copy(2);
});
