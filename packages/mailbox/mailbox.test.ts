import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlobWriter, collectBlobs, readBlobRange } from '@postroom/blobs';
import { Flag, isMailError } from '@postroom/types';
import {
  accountUsage,
  appendMessages,
  changesSince,
  copyMessages,
  createMailbox,
  deleteMailbox,
  expunge,
  FoundBits,
  findMailbox,
  listMailboxes,
  MESSAGE_USES_BLOB,
  moveMessages,
  openMailbox,
  renameMailbox,
  type SearchKey,
  searchMailbox,
  storeFlags,
  uidsChangedSince,
} from './index.ts';
import { facts, openMailboxFixture } from './testing/fixture.ts';

const { pool, store, account, append, entries } = await openMailboxFixture();

test('a new account has INBOX and the special-use mailboxes', async () => {
  const names = (await listMailboxes(pool, await account())).map((mailbox) => [mailbox.name, mailbox.specialUse]);
  assert.deepEqual(names, [
    ['Archive', '\\Archive'],
    ['Drafts', '\\Drafts'],
    ['INBOX', null],
    ['Junk', '\\Junk'],
    ['Sent', '\\Sent'],
    ['Trash', '\\Trash'],
  ]);
});

test('appended messages get growing uids, are counted, and are read back unchanged', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'inbox');
  assert.equal(await append(inbox, 'One'), 1);
  assert.equal(await append(inbox, 'Two', Flag.Seen), 2);
  const now = await findMailbox(pool, id, 'INBOX');
  assert.deepEqual([now.uidNext, now.messageCount, now.unseenCount], [3, 2, 1]);
  const [one] = await entries(inbox, { envelope: true, header: true });
  assert.equal(one?.envelope?.toString(), '(NIL "One")');
  assert.equal(one?.header?.toString(), 'Subject: One\r\n\r\n');
  assert.equal((await readBlobRange(store, one?.blobId as string, 9, 20)).toString(), 'One\r\n\r\nbody');
  assert.equal((await accountUsage(pool, id)).usedBytes, now.sizeBytes);
});

test('\\Recent belongs to the first session that selects', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  assert.equal((await openMailbox(pool, inbox, { claimRecent: false })).recentFrom, 1);
  assert.equal((await openMailbox(pool, inbox, { claimRecent: true })).recentFrom, 1);
  assert.equal((await openMailbox(pool, inbox, { claimRecent: true })).recentFrom, 2);
});

test('flag changes raise the modseq only where something changed, and honour UNCHANGEDSINCE', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One', Flag.Seen);
  await append(inbox, 'Two');
  const before = (await findMailbox(pool, id, 'INBOX')).highestModseq;
  const uids = Uint32Array.of(1, 2);
  const seen = await storeFlags(store, inbox, uids, { action: 'add', flags: Flag.Seen, keywords: [] });
  assert.deepEqual(
    seen.entries.map((entry) => [entry.uid, entry.modseq > before]),
    [
      [1, false],
      [2, true],
    ],
  );
  assert.equal((await findMailbox(pool, id, 'INBOX')).unseenCount, 0);
  const late = await storeFlags(store, inbox, uids, {
    action: 'replace',
    flags: Flag.Flagged,
    keywords: ['$Work', '$work'],
    unchangedSince: before,
  });
  assert.deepEqual(late.modified, [2]);
  assert.deepEqual(late.entries[0]?.keywords, ['$Work']);
  const changes = await changesSince(pool, inbox, before, 1);
  assert.deepEqual([...(changes?.fresh ?? [])], [2]);
  const changed = (await Array.fromAsync(changes?.changed ?? [])).flat();
  assert.deepEqual(
    changed.map(({ uid, flags, keywords }) => ({ uid, flags, keywords })),
    [{ uid: 1, flags: Flag.Flagged, keywords: ['$Work'] }],
  );
  assert.deepEqual([...(await uidsChangedSince(pool, inbox, before))], [1, 2]);
});

test('expunged messages appear in the changes, free their space, and their blob is collected', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One', Flag.Deleted);
  await append(inbox, 'Two');
  const [one] = await entries(inbox);
  const since = (await findMailbox(pool, id, 'INBOX')).highestModseq;
  assert.deepEqual([...(await expunge(store, inbox, { uids: null, onlyDeleted: true }))], [1]);
  assert.deepEqual([...((await changesSince(pool, inbox, since, 2))?.expunged ?? [])], [1]);
  const now = await findMailbox(pool, id, 'INBOX');
  assert.deepEqual([now.messageCount, now.deletedCount], [1, 0]);
  assert.equal((await accountUsage(pool, id)).usedBytes, now.sizeBytes);
  await collectBlobs(pool, { graceMs: -1000, limit: 100, uses: [MESSAGE_USES_BLOB] });
  await assert.rejects(readBlobRange(store, one?.blobId as string, 0, 1), (error) => isMailError(error, 'not-found'));
});

test('a copy shares the bytes, and a move leaves nothing behind', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  await append(inbox, 'One', Flag.Flagged);
  const used = (await accountUsage(pool, id)).usedBytes;
  const copied = await copyMessages(store, inbox, archive, Uint32Array.of(1, 99));
  assert.deepEqual([...copied.sources, ...copied.copies], [1, 1]);
  assert.equal((await accountUsage(pool, id)).usedBytes, used * 2);
  const moved = await moveMessages(store, inbox, archive, Uint32Array.of(1));
  assert.deepEqual([...moved.sources, ...moved.copies], [1, 2]);
  assert.equal((await findMailbox(pool, id, 'INBOX')).messageCount, 0);
  assert.deepEqual(
    (await entries(archive)).map((entry) => entry.flags),
    [Flag.Flagged, Flag.Flagged],
  );
});

test('mailboxes are created with their parents, renamed with their children, and conflicts refused', async () => {
  const id = await account();
  await createMailbox(store, id, 'Work/2026/May');
  await renameMailbox(store, id, { from: 'Work', to: 'Job' });
  const names = (await listMailboxes(pool, id)).map((mailbox) => mailbox.name).filter((name) => name.startsWith('Job'));
  assert.deepEqual(names, ['Job', 'Job/2026', 'Job/2026/May']);
  await assert.rejects(createMailbox(store, id, 'Sent'), (error) => isMailError(error, 'mailbox-exists'));
  await assert.rejects(createMailbox(store, id, 'a//b'), (error) => isMailError(error, 'bad-mailbox-name'));
  const validity = (await findMailbox(pool, id, 'Job/2026/May')).uidValidity;
  await deleteMailbox(store, id, 'Job/2026/May');
  await createMailbox(store, id, 'Job/2026/May');
  assert.ok((await findMailbox(pool, id, 'Job/2026/May')).uidValidity > validity);
});

test('renaming INBOX moves its messages and keeps an empty INBOX', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  await renameMailbox(store, id, { from: 'INBOX', to: 'Old' });
  assert.equal((await findMailbox(pool, id, 'INBOX')).messageCount, 0);
  assert.equal((await findMailbox(pool, id, 'Old')).messageCount, 1);
});

test('an append over quota is refused and leaves nothing behind', async () => {
  const id = await account(50);
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One');
  await assert.rejects(append(inbox, 'Two'), (error) => isMailError(error, 'over-quota'));
  assert.equal((await findMailbox(pool, id, 'INBOX')).messageCount, 1);
});

test('every search key finds what it should', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  await append(inbox, 'One', Flag.Seen);
  await append(inbox, 'Two');
  const find = async (query: SearchKey) => [...(await searchMailbox(pool, inbox, query)).uids];
  assert.deepEqual(await find({ key: 'all' }), [1, 2]);
  assert.deepEqual(await find({ key: 'flag', flag: Flag.Seen, set: false }), [2]);
  assert.deepEqual(await find({ key: 'not', of: { key: 'flag', flag: Flag.Seen, set: true } }), [2]);
  assert.deepEqual(await find({ key: 'subject', contains: 'one' }), [1]);
  assert.deepEqual(await find({ key: 'text', contains: '你好', where: ['body'], bit: 0 }), [1, 2]);
  assert.deepEqual(await find({ key: 'internal-date', is: 'on', day: '2026-11-20' }), [1, 2]);
  assert.deepEqual(await find({ key: 'internal-date', is: 'before', day: '2026-11-20' }), []);
  assert.deepEqual(await find({ key: 'sent-date', is: 'since', day: '2026-11-23' }), []);
  assert.deepEqual(await find({ key: 'keyword', keyword: '$x', set: false }), [1, 2]);
  assert.deepEqual(await find({ key: 'size', is: 'larger', size: 10 }), [1, 2]);
  assert.deepEqual(
    await find({
      key: 'or',
      of: [
        { key: 'uid-ranges', ranges: [[2, 9]] },
        { key: 'subject', contains: 'nothing' },
      ],
    }),
    [2],
  );
});

test('where not all text is indexed, the message itself decides', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  for (const subject of ['One', 'Two', 'Three', 'Four']) await append(inbox, subject);
  await pool.query(
    `update message_texts t set is_cut = true from messages m
     where t.account_id = $1 and m.account_id = $1 and m.id = t.message_id and m.search_subject <> 'four'`,
    [id],
  );
  const text = (contains: string, bit: number): SearchKey => ({ key: 'text', contains, where: ['body'], bit });
  const ask = async (query: SearchKey, texts?: FoundBits) => {
    const { uids, undecided } = await searchMailbox(
      pool,
      inbox,
      query,
      texts ? { texts, among: Uint32Array.of(2, 3) } : {},
    );
    return [[...uids], [...undecided]];
  };
  const [one, rest] = [text('body of one', 0), text('the rest', 1)];
  const neither: SearchKey = { key: 'not', of: { key: 'or', of: [one, rest] } };
  const both: SearchKey = { key: 'and', of: [{ key: 'uid-ranges', ranges: [[2, 4]] }, rest] };
  assert.deepEqual(await ask(one), [[1], [2, 3]]);
  assert.deepEqual(await ask(neither), [[4], [2, 3]]);
  assert.deepEqual(await ask(both), [[], [2, 3]]);
  assert.deepEqual(await ask({ key: 'or', of: [rest, { key: 'subject', contains: 'two' }] }), [[2], [1, 3]]);
  const read = new FoundBits();
  read.add(2, Buffer.of(2));
  read.add(3, Buffer.of(0));
  assert.deepEqual(await ask(one, read), [[], []]);
  assert.deepEqual(await ask(neither, read), [[3], []]);
  assert.deepEqual(await ask(both, read), [[2], []]);
  // First a message as the release before filed it, then as an even older one did.
  await pool.query('delete from message_texts where account_id = $1', [id]);
  assert.deepEqual(await ask(rest), [[], [1, 2, 3, 4]]);
  await pool.query('update messages set search_text_cut = null, search_text = $2 where account_id = $1', [id, '']);
  assert.deepEqual(await ask(rest), [[], []]);
  await pool.query(
    "update messages set search_text = repeat('x', 300000) where account_id = $1 and id = (select min(id) from messages where account_id = $1)",
    [id],
  );
  assert.deepEqual(await ask(rest), [[], [1]]);
});

test('a large message is written in chunks and any range of it can be read', async () => {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const raw = Buffer.concat([Buffer.from('Subject: big\r\n\r\n'), Buffer.alloc(3_500_000, 'abcdefg\r\n')]);
  const writer = new BlobWriter(store, { maxBytes: 10_000_000 });
  for (let at = 0; at < raw.length; at += 65_537) await writer.write(raw.subarray(at, at + 65_537));
  const blob = await writer.finish();
  assert.equal(blob.body, null);
  await appendMessages(store, inbox, [{ blob, facts: facts('big'), flags: 0, keywords: [], internalDate: new Date() }]);
  for (const [start, end] of [
    [0, raw.length],
    [10, 20],
    [1_048_570, 1_048_600],
    [1_048_592, 2_097_168],
    [3_499_990, 9_999_999],
  ] as const) {
    assert.ok((await readBlobRange(store, blob.id, start, end)).equals(raw.subarray(start, end)), `${start}-${end}`);
  }
});

test('a message over the limit is refused while it arrives', async () => {
  const writer = new BlobWriter(store, { maxBytes: 1000 });
  await assert.rejects(writer.write(Buffer.alloc(1001)), (error) => isMailError(error, 'too-large'));
  const header = new BlobWriter(store, { maxBytes: 10_000, maxHeaderBytes: 500 });
  await assert.rejects(header.write(Buffer.alloc(600, 'x')), (error) => isMailError(error, 'too-large'));
});

test('messages are copied and moved within an account only', async () => {
  const mine = await findMailbox(pool, await account(), 'INBOX');
  const foreign = await findMailbox(pool, await account(), 'INBOX');
  await append(mine, 'One');
  const isRefused = (error: unknown) => isMailError(error, 'cannot');
  await assert.rejects(copyMessages(store, mine, foreign, Uint32Array.of(1)), isRefused);
  await assert.rejects(moveMessages(store, foreign, mine, Uint32Array.of(1)), isRefused);
});
