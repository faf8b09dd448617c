import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { addDomain, changeNotices, type HeldNotices, insertAccount, setStatus } from '@postroom/directory';
import { type MailboxStore, provisionAccount } from '@postroom/mailbox';
import { testDatabase } from '@postroom/testkit';
import { insertMails, type Quarantine, releaseQuarantined } from '@postroom/transit';
import { notifyOfHeld } from './index.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());
const announced: number[] = [];
const store: MailboxStore = { pool, objects: undefined, announce: ({ accountId }) => announced.push(accountId) };
await addDomain(pool, 'held.test');

let made = 0;
async function person(quotaBytes: number | null = null): Promise<number> {
  return transaction(pool, async (tx) => {
    const id = await insertAccount(tx, { address: `p${++made}@held.test`, password: 'correct horse', quotaBytes });
    await provisionAccount(tx, id);
    return id;
  });
}

/** Puts a message into quarantine for an account. Returns the id of its delivery. */
async function keepApart(accountId: number, subject: string, more: Partial<Quarantine> = {}): Promise<string> {
  const blob = stageBlob(Buffer.from('Subject: x\r\n\r\ny\r\n'));
  const quarantine = { reason: 'bad', from: 'Carol <carol@far.test>', subject, isDangerous: false, ...more };
  const delivery = { id: uuidv7(), accountId, recipient: 'p@held.test', originalRecipient: 'p@held.test', quarantine };
  await transaction(pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, [
      {
        id: uuidv7(),
        blobId: blob.id,
        size: blob.size,
        reversePath: 'carol@far.test',
        source: 'mx',
        messageId: '<x@far.test>',
        clientAddress: '192.0.2.1',
        protocol: 'ESMTP',
        deliveries: [delivery],
      },
    ]);
  });
  return delivery.id;
}

/** Runs notifyOfHeld as two replicas at once. Returns the texts in the account's INBOX, oldest first. */
async function notices(accountId: number, every: HeldNotices = 'daily'): Promise<string[]> {
  const settings = { hostname: 'mail.held.test', publicUrl: 'https://mail.held.test', days: 30, every };
  const look = () =>
    notifyOfHeld(store, settings, (error) => {
      throw error;
    });
  await Promise.all([look(), look()]);
  const { rows } = await pool.query<{ text: string }>(
    `select m.subject || E'\\n' || t.text as text from messages m join message_texts t on t.account_id = m.account_id and t.message_id = m.id
     where m.account_id = $1 order by m.id`,
    [accountId],
  );
  return rows.map(({ text }) => text);
}

/** Moves the last notice back by this time. */
const wait = (accountId: number, interval: string) =>
  pool.query('update accounts set held_told_at = held_told_at - $2::interval where id = $1', [accountId, interval]);

test('a user is told once of each quarantined mail: sender, subject, reason, and what to do', async () => {
  const id = await person();
  assert.equal((await notices(id)).length, 0, 'nothing is held back');
  await keepApart(id, 'Invoice 7', { found: [{ by: 'policy attachments', text: 'tool.exe' }] });
  await keepApart(id, 'Prize\u202e\r\nBcc: x', { found: [{ by: 'clamd', text: 'v' }], isDangerous: true });
  const [first = '', ...others] = await notices(id);
  assert.equal(others.length, 0);
  for (const part of [
    ...['2 messages were held back', 'Carol <carol@far.test>', 'Invoice 7', 'A program is attached.', 'Prize Bcc: x'],
    ...['Only the postmaster can release it', '有 2 封邮件被隔离', 'https://mail.held.test/', '30 days'],
  ])
    assert.ok(first.toLowerCase().includes(part.toLowerCase()), part);
  assert.ok(announced.includes(id), 'programs that are connected hear of it');
  await wait(id, '25 hours');
  assert.equal((await notices(id)).length, 1, 'there is nothing new');
});

test('quarantine notices are sent daily, weekly or never, as each user wants', async () => {
  const [byDefault, weekly, never, wants] = [await person(), await person(), await person(), await person()];
  await changeNotices(pool, weekly, { held: 'weekly', language: 'en' });
  await changeNotices(pool, never, { held: 'off' });
  await changeNotices(pool, wants, { held: 'daily', language: 'zh' });
  const counts = async (every: HeldNotices): Promise<number[]> => {
    const found: number[] = [];
    for (const id of [byDefault, weekly, never, wants]) found.push((await notices(id, every)).length);
    return found;
  };
  const more = () => Promise.all([byDefault, weekly, never, wants].map((id) => keepApart(id, 'more')));
  await more();
  assert.deepEqual(await counts('off'), [0, 1, 0, 1]);
  assert.deepEqual(await counts('daily'), [1, 1, 0, 1]);
  await more();
  assert.deepEqual(await counts('daily'), [1, 1, 0, 1], 'the day is not over');
  for (const id of [byDefault, weekly, never, wants]) await wait(id, '24 hours 1 second');
  assert.deepEqual(await counts('daily'), [2, 1, 0, 2]);
  await wait(weekly, '6 days');
  assert.deepEqual(await counts('daily'), [2, 2, 0, 2]);
  const [text = ''] = await notices(wants);
  assert.ok(text.includes('封邮件被隔离') && !text.includes('held back'), 'in the language that one chose');
});

test('a notice names the newest mails; it waits for room in a full mailbox and for the end of a suspension', async () => {
  const [many, full, away] = [await person(), await person(1), await person()];
  for (let n = 0; n < 40; n++) await keepApart(many, `mail ${n};`);
  const [text = ''] = await notices(many);
  assert.ok(text.includes('mail 39;') && text.includes('mail 10;') && !text.includes('mail 9;'));
  assert.match(text, /and 10 more/);

  await keepApart(full, 'one');
  assert.equal((await notices(full)).length, 0);
  await pool.query('update accounts set quota_bytes = null where id = $1', [full]);
  await wait(full, '25 hours');
  assert.equal((await notices(full)).length, 1);

  const released = await keepApart(away, 'good');
  await setStatus(pool, `p${made}@held.test`, 'suspended');
  assert.equal((await notices(away)).length, 0);
  await setStatus(pool, `p${made}@held.test`, 'active');
  await releaseQuarantined(pool, released, { by: 'an operator' });
  assert.equal((await notices(away)).length, 0, 'nothing is held back any more');
});
