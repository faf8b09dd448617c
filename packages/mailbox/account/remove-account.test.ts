import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collectBlobs, readBlobRange, stageBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { addDomain, deleteAccount, insertAccount } from '@postroom/directory';
import { testDatabase } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import {
  appendMessages,
  copyMessages,
  describeBlob,
  expunge,
  findMailbox,
  type MailboxStore,
  MESSAGE_USES_BLOB,
  provisionAccount,
  removeAccountData,
} from '../index.ts';

const database = await testDatabase();
const { pool } = database;
const store: MailboxStore = { pool, objects: undefined, announce() {} };
after(() => database[Symbol.asyncDispose]());
await addDomain(pool, 'example.test');

async function account(address: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address, password: 'secret' });
    await provisionAccount(tx, id);
    return id;
  });
}

async function remove(address: string): Promise<void> {
  await transaction(pool, async (tx) => removeAccountData(tx, await deleteAccount(tx, address)));
}

async function append(accountId: number, subjects: readonly string[]): Promise<string[]> {
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  const blobs = subjects.map((subject) => stageBlob(Buffer.from(`Subject: ${subject}\r\n\r\nbody\r\n`)));
  const messages = await Promise.all(
    blobs.map(async (blob) => ({
      blob,
      facts: await describeBlob(store, blob),
      flags: 0,
      keywords: [],
      internalDate: new Date(),
    })),
  );
  await appendMessages(store, inbox, messages);
  return blobs.map((blob) => blob.id);
}

const TABLES = [
  'account_state',
  'mailboxes',
  'subscriptions',
  'messages',
  'mailbox_entries',
  'expunged_entries',
  'message_changes',
  'removed_mailboxes',
  'thread_keys',
  'message_texts',
  'search_segments',
  'search_postings',
  'search_backlog',
] as const;

async function rowsOf(accountId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await pool.query(`select count(*) as count from ${table} where account_id = $1`, [accountId]);
    counts[table] = rows[0]?.count;
  }
  return counts;
}

test('a removed account leaves nothing behind, and other accounts keep everything', async () => {
  const alice = await account('alice@example.test');
  const bob = await account('bob@example.test');
  const blobs = await append(alice, ['one', 'two', 'three']);
  const [kept] = await append(bob, ['one']);
  const inbox = await findMailbox(pool, alice, 'INBOX');
  const archive = await findMailbox(pool, alice, 'Archive');
  await copyMessages(store, inbox, archive, Uint32Array.of(1));
  await expunge(store, inbox, { uids: Uint32Array.of(2), onlyDeleted: false });
  const before = await rowsOf(bob);

  await remove('alice@example.test');
  assert.deepEqual(await rowsOf(alice), Object.fromEntries(TABLES.map((table) => [table, 0])));
  assert.deepEqual(await rowsOf(bob), before);
  await collectBlobs(pool, { graceMs: -1000, limit: 100, uses: [MESSAGE_USES_BLOB] });
  for (const id of blobs) {
    await assert.rejects(readBlobRange(store, id, 0, 1), (error) => isMailError(error, 'not-found'));
  }
  assert.equal((await readBlobRange(store, kept as string, 0, 7)).toString(), 'Subject');
});

test('many messages are removed in several batches', async () => {
  const id = await account('many@example.test');
  await append(id, ['one']);
  await pool.query(
    `insert into messages select (jsonb_populate_record(m, jsonb_build_object('id', 100000 + n))).*
     from messages m, generate_series(1, 10001) n where account_id = $1`,
    [id],
  );
  await pool.query('update account_state set next_id = 200000 where account_id = $1', [id]);
  await remove('many@example.test');
  assert.equal((await rowsOf(id)).messages, 0);
});
