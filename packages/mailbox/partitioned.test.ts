import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { collectBlobs, stageBlob } from '@postroom/blobs';
import { openPool, transaction } from '@postroom/database';
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
  moveMessages,
  openMailbox,
  provisionAccount,
  readEntries,
  removeAccountData,
  renameMailbox,
  searchMailbox,
  storeFlags,
} from './index.ts';

// docs/scaling.md says how to spread the tables over partitions; this does it word for word and uses them.

const database = await testDatabase();
const pool = openPool({ url: database.url, name: 'test' });
after(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});
const store: MailboxStore = { pool, announce: () => {} };

async function account(name: string): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address: `${name}@example.test`, password: 'secret' });
    await provisionAccount(tx, id);
    return id;
  });
}

async function append(accountId: number, subject: string): Promise<void> {
  const blob = stageBlob(Buffer.from(`Subject: ${subject}\r\n\r\nbody of ${subject}\r\n`));
  const { id } = await findMailbox(pool, accountId, 'INBOX');
  const facts = await describeBlob(pool, blob);
  await appendMessages(store, accountId, id, [{ blob, facts, flags: 0, keywords: [], internalDate: new Date() }]);
}

async function subjects(accountId: number, mailbox: string): Promise<number> {
  const { id } = await findMailbox(pool, accountId, mailbox);
  const { uids } = await openMailbox(pool, accountId, id, { claimRecent: false });
  let found = 0;
  for await (const page of readEntries(pool, accountId, id, uids, { envelope: true })) found += page.length;
  return found;
}

test('partitioned tables do all that whole ones do', { timeout: 60_000 }, async () => {
  await addDomain(pool, 'example.test');
  const before = await account('before');
  await append(before, 'kept');
  const guide = await readFile(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
  const [, sql] = /```sql\n(do \$\$[\s\S]*?)```/.exec(guide) ?? [];
  assert.ok(sql, 'docs/scaling.md has the statements');
  await pool.query(sql);
  const { rows } = await pool.query("select count(*) as parts from pg_class where relispartition and relkind = 'r'");
  assert.equal(rows[0].parts, 9 * 16);
  assert.equal(await subjects(before, 'INBOX'), 1);

  const accounts = [before, await account('b'), await account('c')];
  for (const id of accounts) for (const subject of ['one', 'two', 'three']) await append(id, subject);
  for (const id of accounts) {
    const inbox = await findMailbox(pool, id, 'INBOX');
    const first = inbox.uidNext - 3;
    const archive = await findMailbox(pool, id, 'Archive');
    await createMailbox(store, id, 'A/B');
    await renameMailbox(store, id, 'A', 'C');
    await copyMessages(store, id, inbox.id, archive.id, Uint32Array.of(first));
    await moveMessages(store, id, inbox.id, archive.id, Uint32Array.of(first + 1));
    const flags = { action: 'add', flags: Flag.Deleted, keywords: ['x'] } as const;
    await storeFlags(store, id, inbox.id, Uint32Array.of(first + 2), { ...flags, keywords: [...flags.keywords] });
    assert.equal(
      (await searchMailbox(pool, id, inbox.id, { key: 'text', contains: 'body of three', bit: 0 })).uids.length,
      1,
    );
    await expunge(store, id, inbox.id, { uids: null, onlyDeleted: true });
    assert.equal((await changesSince(pool, id, inbox.id, inbox.highestModseq, 99))?.expunged.length, 2);
    assert.equal(await subjects(id, 'Archive'), 2);
    await deleteMailbox(store, id, 'C/B');
    assert.ok((await listMailboxes(pool, id)).some(({ name }) => name === 'C'));
    assert.equal((await accountUsage(pool, id)).messageCount, id === before ? 3 : 2);
  }
  await transaction(pool, (tx) => removeAccountData(tx, before));
  assert.ok((await collectBlobs(pool, { graceMs: 0, limit: 100 })) > 0);
  assert.equal(await subjects(accounts[1] as number, 'Archive'), 2);
});
