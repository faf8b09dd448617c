import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { collectBlobs, stageBlob } from '@postroom/blobs';
import { movePartitions, type Position, partitionedTables, transaction, wantPartitions } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import { testDatabase } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import {
  accountUsage,
  appendMessages,
  changesSince,
  copyMessages,
  createMailbox,
  deleteMailbox,
  describeBlob,
  expunge,
  findMailbox,
  listMailboxes,
  type MailboxStore,
  MESSAGE_USES_BLOB,
  moveMessages,
  openMailbox,
  provisionAccount,
  readEntries,
  readPackedEntries,
  removeAccountData,
  renameMailbox,
  searchMailbox,
  storeFlags,
} from './index.ts';

// The tables are partitioned, are moved into more partitions while they are used, and are then used again.

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());
const store: MailboxStore = { pool, objects: undefined, announce: () => {} };

async function account(name: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address: `${name}@example.test`, password: 'secret' });
    await provisionAccount(tx, id);
    return id;
  });
}

async function append(accountId: number, subject: string): Promise<void> {
  const blob = stageBlob(Buffer.from(`Subject: ${subject}\r\n\r\nbody of ${subject}\r\n`));
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  const facts = await describeBlob(store, blob);
  await appendMessages(store, inbox, [{ blob, facts, flags: 0, keywords: [], internalDate: new Date() }]);
}

async function subjects(accountId: number, name: string): Promise<number> {
  const mailbox = await findMailbox(pool, accountId, name);
  const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
  let found = 0;
  for await (const page of readEntries(pool, mailbox, uids, { envelope: true })) found += page.length;
  return found;
}

test('partitioned tables work like unpartitioned ones', { timeout: 60_000 }, async () => {
  await addDomain(pool, 'example.test');
  const before = await account('before');
  await append(before, 'kept');
  await wantPartitions(pool, 16);
  for (let position: Position | null = null, step = 0; step === 0 || position !== null; step++) {
    ({ position } = await movePartitions.batch(pool, position, 1));
    if (step % 2 === 0) await append(before, `beside ${step}`);
    assert.ok(step < 500, 'it ends');
  }
  for (const { name, parts } of await partitionedTables(pool)) assert.equal(parts, 16, name);
  const kept = await subjects(before, 'INBOX');
  assert.ok(kept > 3, `${kept} were appended beside`);
  assert.equal((await accountUsage(pool, before)).messageCount, kept);

  const accounts = [before, await account('b'), await account('c')];
  for (const id of accounts) for (const subject of ['one', 'two', 'three']) await append(id, subject);
  for (const id of accounts) {
    const inbox = await findMailbox(pool, id, 'INBOX');
    const first = inbox.uidNext - 3;
    const archive = await findMailbox(pool, id, 'Archive');
    await createMailbox(store, id, 'A/B');
    await renameMailbox(store, id, { from: 'A', to: 'C' });
    await copyMessages(store, inbox, archive, Uint32Array.of(first));
    await moveMessages(store, inbox, archive, Uint32Array.of(first + 1));
    const flags = { action: 'add', flags: Flag.Deleted, keywords: ['x'] } as const;
    await storeFlags(store, inbox, Uint32Array.of(first + 2), { ...flags, keywords: [...flags.keywords] });
    assert.equal(
      (await searchMailbox(pool, inbox, { key: 'text', contains: 'body of three', where: ['body'], bit: 0 })).uids
        .length,
      1,
    );
    await expunge(store, inbox, { uids: null, onlyDeleted: true });
    assert.equal((await changesSince(pool, inbox, inbox.highestModseq, 99))?.expunged.length, 2);
    assert.equal(await subjects(id, 'Archive'), 2);
    await deleteMailbox(store, id, 'C/B');
    assert.ok((await listMailboxes(pool, id)).some(({ name }) => name === 'C'));
    assert.equal((await accountUsage(pool, id)).messageCount, id === before ? kept + 2 : 2);
  }
  await transaction(pool, (tx) => removeAccountData(tx, before));
  assert.ok((await collectBlobs(pool, { graceMs: 0, limit: 100, uses: [MESSAGE_USES_BLOB] })) > 0);
  assert.equal(await subjects(accounts[1] as number, 'Archive'), 2);
});

test('reading one message of many needs few lookups, whatever the other partitions contain', {
  timeout: 60_000,
}, async () => {
  const id = await account('many');
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(id, 'one');
  for (let count = 1; count < 2_000; count *= 2) {
    const { uids } = await openMailbox(pool, inbox, { claimRecent: false });
    await copyMessages(store, inbox, inbox, uids);
  }
  const looked: string[] = [];
  const watched = {
    async query(query: { text: string; values: unknown[] }) {
      const { rows } = await pool.query<{ 'QUERY PLAN': string }>({
        text: `explain (analyze, buffers) ${query.text}`,
        values: query.values,
      });
      looked.push(...rows.map((row) => row['QUERY PLAN']));
      return pool.query(query);
    },
  } as unknown as typeof pool;
  for await (const _ of readEntries(watched, inbox, Uint32Array.of(7), { envelope: true, preview: true }));
  for await (const _ of readPackedEntries(watched, inbox, Uint32Array.of(7, 900), { envelope: true }));
  const pages = looked.flatMap((line) => (/^ *Buffers: shared hit=(\d+)/.test(line) ? Number(/\d+/.exec(line)) : []));
  assert.ok(pages.length > 0 && Math.max(...pages) < 40, looked.join('\n'));
});
