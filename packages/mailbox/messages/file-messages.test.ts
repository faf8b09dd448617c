import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import { Flag } from '@postroom/types';
import {
  accountUsage,
  createMailbox,
  type FilingPlace,
  type FilingResult,
  fileMessages,
  findMailbox,
  listMailboxes,
} from '../index.ts';
import { facts, openMailboxFixture } from '../testing/fixture.ts';

const { pool, store, account, entries, append } = await openMailboxFixture();

async function file(accountId: number, places: [FilingPlace, ...FilingPlace[]], size = 10): Promise<FilingResult> {
  const item = { accountId, places, blobId: uuidv7(), size, facts: facts('Lunch'), internalDate: new Date() };
  const [result] = await transaction(pool, (tx) => fileMessages(tx, [item]));
  return result as FilingResult;
}

const place = (mailbox: FilingPlace['mailbox'], flags = 0, keywords: string[] = []): FilingPlace => ({
  mailbox,
  flags,
  keywords,
});

test('one message can be in several mailboxes with separate flags, and is stored once', async () => {
  const id = await account();
  const work = await createMailbox(store, id, 'Work');
  const result = await file(id, [
    place({ name: 'inbox' }),
    place({ specialUse: '\\Archive' }, Flag.Seen, ['$Done']),
    place({ id: work.mailboxId }, Flag.Flagged),
  ]);
  assert.ok('filed' in result);
  const { messageId, modseq } = result.filed;
  for (const [name, flags, keywords] of [
    ['INBOX', 0, []],
    ['Archive', Flag.Seen, ['$Done']],
    ['Work', Flag.Flagged, []],
  ] as const) {
    const found = await entries(await findMailbox(pool, id, name), { flags: true, keywords: true, modseq: true });
    assert.deepEqual(
      found.map((entry) => [entry.flags, entry.keywords, entry.modseq]),
      [[flags, keywords, modseq]],
      name,
    );
  }
  const { rows } = await pool.query('select id from messages where account_id = $1', [id]);
  assert.deepEqual(rows, [{ id: messageId }]);
  const { rows: lying } = await pool.query('select 1 from mailbox_entries where account_id = $1 and message_id = $2', [
    id,
    messageId,
  ]);
  assert.equal(lying.length, 3);
  // A copy counts in the quota with its full size, but there is only one message.
  assert.deepEqual(await accountUsage(pool, id), { usedBytes: 30, messageCount: 1, quotaBytes: null });
});

test('places that mean the same mailbox become one entry with the flags of both', async () => {
  const id = await account();
  const result = await file(id, [
    place({ name: 'INBOX' }, Flag.Seen, ['Work']),
    place({ name: 'nowhere' }, Flag.Flagged, ['work', 'Late']),
  ]);
  assert.ok('filed' in result);
  assert.deepEqual(
    result.filed.entries.map(({ flags, keywords }) => [flags, keywords]),
    [[Flag.Seen | Flag.Flagged, ['Work', 'Late']]],
  );
});

test('a keyword is stored in the spelling of its mailbox', async () => {
  const id = await account();
  await append(await findMailbox(pool, id, 'INBOX'), 'first', 0, ['Urgent']);
  const result = await file(id, [
    place({ name: 'INBOX' }, 0, ['URGENT']),
    place({ specialUse: '\\Archive' }, 0, ['URGENT']),
  ]);
  assert.ok('filed' in result);
  assert.deepEqual(
    result.filed.entries.map(({ keywords }) => keywords),
    [['Urgent'], ['URGENT']],
  );
});

test('RFC 5490 3.2: a missing mailbox is created with its parents, and INBOX is used if that fails', async () => {
  const id = await account();
  const result = await file(id, [
    place({ name: 'Lists/pony', create: true }),
    place({ name: 'Lists/pony', create: true }),
    place({ name: 'a//b', create: true }),
  ]);
  assert.ok('filed' in result);
  const pony = await findMailbox(pool, id, 'Lists/pony');
  const inbox = await findMailbox(pool, id, 'INBOX');
  assert.deepEqual(
    result.filed.entries.map(({ mailboxId }) => mailboxId),
    [pony.mailboxId, inbox.mailboxId],
  );
  const again = await file(id, [place({ name: 'Lists/pony', create: true })]);
  assert.ok('filed' in again && again.filed.entries[0].uid === 2);
  assert.ok((await listMailboxes(pool, id)).some(({ name }) => name === 'Lists'));
});

test('a message without room in all its places is in none, and a mailbox created for it leaves counters right', async () => {
  const id = await account(25);
  const refused = await file(id, [
    place({ name: 'INBOX' }),
    place({ name: 'New', create: true }),
    place({ specialUse: '\\Archive' }),
  ]);
  assert.deepEqual(refused, { refused: 'over-quota' });
  const filed = await file(id, [place({ name: 'INBOX' }), place({ name: 'New', create: true })]);
  assert.ok('filed' in filed && filed.filed.entries[1]?.uid === 1);
  assert.deepEqual(await file(id, [place({ name: 'INBOX' }, 0), place({ id: 99_999 })], 1), {
    refused: 'mailbox-gone',
  });
  assert.deepEqual(await accountUsage(pool, id), { usedBytes: 20, messageCount: 1, quotaBytes: 25 });
});
