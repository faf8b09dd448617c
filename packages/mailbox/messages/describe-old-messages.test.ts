import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import { appendMessages, describeOldMessages, findMailbox } from '../index.ts';
import { facts, openMailboxFixture } from '../testing/fixture.ts';
import { DESCRIBED_BY } from './described-by.ts';

const { pool, store, account } = await openMailboxFixture();
const job = describeOldMessages(store);

/** Files a message whose stored facts have the subject `subject`, whatever its own subject is. */
async function append(accountId: number, subject: string, raw: string): Promise<string> {
  const blob = stageBlob(Buffer.from(raw));
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  const message = { blob, facts: facts(subject), flags: 0, keywords: [], internalDate: new Date() };
  await appendMessages(store, inbox, [message]);
  return blob.id;
}

async function subjects(accountId: number): Promise<string[]> {
  const { rows } = await pool.query<{ subject: string }>(
    'select subject from messages where account_id = $1 order by id',
    [accountId],
  );
  return rows.map(({ subject }) => subject);
}

test('messages described by an older version are read again; damaged ones stay and are counted', async () => {
  const id = await account();
  await append(id, 'old', 'Subject: One\r\n\r\n1\r\n');
  const gone = await append(id, 'gone', 'Subject: Two\r\n\r\n2\r\n');
  const cut = await append(id, 'cut', 'Subject: Three\r\n\r\n3\r\n');
  await append(id, 'current', 'Subject: Four\r\n\r\n4\r\n');
  await append(id, 'older', 'Subject: Five\r\n\r\n5\r\n');
  await pool.query("update messages set described_by = null where subject <> 'current'");
  await pool.query("update messages set described_by = $1 where subject = 'older'", [DESCRIBED_BY - 1]);
  await pool.query('delete from blobs where id = $1', [gone]);
  await pool.query('update blobs set body = null where id = $1', [cut]);
  assert.ok(await job.isNeeded(pool));

  const first = await job.batch(pool, null, 2);
  assert.deepEqual([first.done, first.skipped], [2, 1]);
  const rest = await job.batch(pool, first.position, 10);
  assert.deepEqual(rest, { position: null, done: 3, skipped: 1 });
  assert.deepEqual(await subjects(id), ['One', 'gone', 'cut', 'current', 'Five']);
  assert.equal(await job.isNeeded(pool), false);
});

test('while a body cannot be reached no message is skipped', async () => {
  const id = await account();
  const away = await append(id, 'away', `Subject: Away\r\n\r\n${'x'.repeat(100)}\r\n`);
  await pool.query("update blobs set body = null, location = 's3' where id = $1", [away]);
  await pool.query('update messages set described_by = null where account_id = $1', [id]);
  await assert.rejects(job.batch(pool, null, 10), /^Error: message \d+ of account \d+: .*object store/);
  assert.ok(await job.isNeeded(pool));
});
