import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import { copyMessages, findMailbox, type MailboxRef, moveMessages, storeFlags } from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { account, append, entries, pool, store } = await openMailboxFixture();

test('a mailbox uses one spelling of a keyword, whoever sets it and how', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  await append(inbox, 'One');
  await append(inbox, 'Two');
  const set = (mailbox: MailboxRef, uid: number, ...keywords: string[]) =>
    storeFlags(store, mailbox, Uint32Array.of(uid), { action: 'add', flags: 0, keywords });
  const spelled = async (mailbox: MailboxRef) => (await entries(mailbox)).map(({ keywords }) => keywords);
  await set(inbox, 1, 'Work', 'WORK', '$Junk');
  await set(inbox, 2, 'work', '$junk');
  assert.deepEqual(await spelled(inbox), [
    ['Work', '$Junk'],
    ['Work', '$Junk'],
  ]);
  await append(archive, 'Three');
  await set(archive, 1, 'wORK');
  await copyMessages(store, inbox, archive, Uint32Array.of(1));
  await moveMessages(store, inbox, archive, Uint32Array.of(2));
  for (const keywords of (await spelled(archive)).slice(1)) assert.deepEqual(keywords.sort(), ['$Junk', 'wORK']);
  await append(archive, 'Four', 0, ['$JUNK', 'new']);
  assert.deepEqual((await spelled(archive)).at(-1), ['$Junk', 'new']);
});

test('the spelling is taken from existing messages, and unused keywords make room', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One', 0, ['Old']);
  await pool.query('update mailboxes set keywords = null where account_id = $1', [id]);
  await append(inbox, 'Two', 0, ['oLD']);
  assert.deepEqual(
    (await entries(inbox)).map(({ keywords }) => keywords),
    [['Old'], ['Old']],
  );
  const set = (...keywords: string[]) =>
    storeFlags(store, inbox, Uint32Array.of(1), { action: 'replace', flags: 0, keywords });
  const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => `k${from + n}`);
  for (let from = 0; from < 2_000; from += 100) await set(...many(from, 100));
  const inUse = many(5_000, 990);
  await pool.query('update mailbox_entries set keywords = $2 where account_id = $1 and uid = 2', [id, inUse]);
  await pool.query('update mailboxes set keywords = null where account_id = $1', [id]);
  await assert.rejects(set(...many(10_000, 20)), (error) => isMailError(error, 'limit-reached'));
  await assert.rejects(set('x'.repeat(101)), (error) => isMailError(error, 'limit-reached'));
  await assert.rejects(set(...many(0, 101)), (error) => isMailError(error, 'limit-reached'));
});
