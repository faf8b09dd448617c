import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import {
  copyMessages,
  expunge,
  type FilingPlace,
  fileMessages,
  findMailbox,
  moveMessages,
  threadOldMessages,
} from '../../index.ts';
import { facts, openMailboxFixture } from '../../testing/fixture.ts';
import { MAX_THREAD } from './threads.ts';

const { pool, store, account } = await openMailboxFixture();

interface Mail {
  id?: string;
  to?: string[];
  inReplyTo?: string;
  subject?: string;
}

/** Files messages in one batch and returns their threads. */
async function file(accountId: number, ...mails: Mail[]): Promise<number[]> {
  const items = mails.map(({ id = '', to = [], inReplyTo, subject = 'Lunch' }) => ({
    accountId,
    places: [{ mailbox: { name: 'INBOX' }, flags: 0, keywords: [] }] as [FilingPlace],
    blobId: uuidv7(),
    size: 10,
    facts: { ...facts(subject), messageId: id, references: to, inReplyTo: inReplyTo ? [inReplyTo] : [] },
    internalDate: new Date(),
  }));
  const results = await transaction(pool, (tx) => fileMessages(tx, items));
  const ids = results.map((result) => ('filed' in result ? result.filed.messageId : 0));
  const threads = await threadsOf(accountId);
  return ids.map((id) => threads.get(id) as number);
}

async function threadsOf(accountId: number): Promise<Map<number, number | null>> {
  const { rows } = await pool.query<{ id: number; thread_id: number | null }>(
    'select id, thread_id from messages where account_id = $1 order by id',
    [accountId],
  );
  return new Map(rows.map(({ id, thread_id }) => [id, thread_id]));
}

async function keysOf(accountId: number): Promise<number> {
  const { rows } = await pool.query('select 1 from thread_keys where account_id = $1', [accountId]);
  return rows.length;
}

test('a reply joins the thread of its original, in the same batch or a later one', async () => {
  const id = await account();
  const [first] = await file(id, { id: 'a@x' });
  const [answer, other] = await file(id, { id: 'b@x', inReplyTo: 'a@x', subject: 'Re: Lunch' }, { id: 'z@x' });
  const [third, fourth] = await file(id, { id: 'c@x', to: ['b@x'] }, { id: 'd@x', to: ['c@x'], subject: 'AW: LUNCH' });
  assert.deepEqual([answer, third, fourth], [first, first, first]);
  assert.notEqual(other, first);
});

test('two replies to a missing message are one thread, and the message joins it when it arrives late', async () => {
  const id = await account();
  const [one, two] = await file(id, { id: 'b@x', to: ['a@x'] }, { id: 'c@x', to: ['a@x'] });
  assert.equal(one, two);
  assert.deepEqual(await file(id, { id: 'a@x' }), [one]);
});

test('another subject or another account means another thread', async () => {
  const [alice, bob] = [await account(), await account()];
  const [first, changed] = await file(alice, { id: 'a@x' }, { id: 'b@x', to: ['a@x'], subject: 'Dinner' });
  assert.notEqual(first, changed);
  const [answer] = await file(alice, { id: 'c@x', to: ['a@x', 'b@x'], subject: 'Re: Dinner' });
  assert.equal(answer, changed);
  assert.equal((await file(bob, { id: 'd@x', to: ['a@x'] })).length, 1);
  assert.equal((await threadsOf(bob)).size, 1);
});

test('a message that joins two threads belongs to the older one, and no message changes its thread', async () => {
  const id = await account();
  const [one, two] = await file(id, { id: 'a@x' }, { id: 'b@x' });
  const before = await threadsOf(id);
  assert.deepEqual(await file(id, { id: 'c@x', to: ['b@x', 'a@x'] }), [one]);
  assert.deepEqual(await file(id, { id: 'd@x', to: ['b@x'] }), [two]);
  const after = await threadsOf(id);
  for (const [message, thread] of before) assert.equal(after.get(message), thread);
});

test('copies are in the thread of the original, and the thread is gone with its last message', async () => {
  const id = await account();
  const [thread] = await file(id, { id: 'a@x' }, { id: 'b@x', to: ['a@x'] });
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  await copyMessages(store, inbox, archive, Uint32Array.of(1, 2));
  await expunge(store, inbox, { uids: null, onlyDeleted: false });
  assert.deepEqual(await file(id, { id: 'c@x', to: ['a@x'] }), [thread]);
  await moveMessages(store, archive, inbox, Uint32Array.of(1));
  await expunge(store, archive, { uids: null, onlyDeleted: false });
  assert.equal(await keysOf(id), 3);
  await expunge(store, inbox, { uids: null, onlyDeleted: false });
  assert.equal(await keysOf(id), 0);
  assert.notDeepEqual(await file(id, { id: 'd@x', to: ['a@x'] }), [thread]);
});

test('a thread has a maximum size and continues as another', async () => {
  const id = await account();
  const more = Array.from({ length: MAX_THREAD + 1 }, (_, n) => ({ id: `m${n}@x`, to: ['root@x'] }));
  const threads = await file(id, ...more);
  const [first, last] = [threads[0], threads.at(-1)];
  assert.equal(threads.filter((thread) => thread === first).length, MAX_THREAD);
  assert.notEqual(last, first);
  assert.deepEqual(await file(id, { id: 'late@x', to: ['root@x'] }), [last]);
});

test('only the root and the nearest of many references are looked up', async () => {
  const id = await account();
  const many = Array.from({ length: 1_000 }, (_, n) => `r${n}@x`);
  const [thread] = await file(id, { id: 'a@x', to: many });
  assert.ok((await keysOf(id)) < 35);
  assert.deepEqual(await file(id, { to: ['r0@x'] }, { to: ['r999@x'] }), [thread, thread]);
  assert.notDeepEqual(await file(id, { to: ['r500@x'] }), [thread]);
});

test('old messages get threads in the background, and the states of clients are reset', async () => {
  const [id, other] = [await account(), await account()];
  for (const each of [id, other]) {
    await file(
      each,
      { id: 'a@x' },
      { id: 'b@x', to: ['a@x'] },
      { id: 'c@x', subject: 'Dinner' },
      { id: 'd@x', to: ['b@x'] },
    );
  }
  const wanted = await threadsOf(id);
  await pool.query('update messages set thread_id = null where account_id = any($1::bigint[])', [[id, other]]);
  await pool.query('delete from thread_keys');
  const [late] = await file(id, { id: 'e@x', to: ['d@x'] });
  assert.ok(await threadOldMessages.isNeeded(pool));
  let position = null;
  let done = 0;
  do {
    const batch = await threadOldMessages.batch(pool, position, 3);
    done += batch.done;
    position = batch.position;
  } while (position);
  assert.ok(done >= 8);
  assert.equal(await threadOldMessages.isNeeded(pool), false);
  // The old messages get the thread of their first one again; the message that came in between has begun a thread, which stays.
  assert.deepEqual([...(await threadsOf(id)).values()], [...wanted.values(), late]);
  const { rows } = await pool.query(
    'select modseq - changes_from as told, noted_modseq - modseq as noted from account_state where account_id = $1',
    [other],
  );
  assert.deepEqual(rows, [{ told: 0, noted: 0 }]);
});
