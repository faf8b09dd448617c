import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag } from '@postroom/types';
import {
  copyMessages,
  type Email,
  type EmailFields,
  findMailbox,
  type MailboxRef,
  ownMail,
  readEmails,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';
import { PAGE_BYTES } from './page-cut.ts';

const { pool, store, account, append, entries } = await openMailboxFixture();

async function pages(accountId: number, ids: readonly number[], fields: EmailFields = {}): Promise<Email[][]> {
  return Array.fromAsync(readEmails(pool, ownMail(accountId), ids, fields));
}

async function idsIn(mailbox: MailboxRef): Promise<number[]> {
  return (await entries(mailbox)).map(({ messageId }) => messageId);
}

/** Creates an account with this many messages in INBOX. Returns also their ids. */
async function withMessages(count: number) {
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  for (let n = 0; n < count; n++) await append(inbox, `${n}`);
  return { id, inbox, ids: await idsIn(inbox) };
}

test('emails are returned in the requested order, without missing ones and those of others', async () => {
  const { id, ids } = await withMessages(3);
  const other = await withMessages(1);
  const [one, two, three] = ids as [number, number, number];
  const absent = 1_000_000_000;
  const found = (await pages(id, [three, absent, one, two])).flat();
  assert.deepEqual(
    found.map((email) => email.id),
    [three, one, two],
  );
  assert.deepEqual(await pages(id, [absent]), []);
  assert.deepEqual(await pages(id, []), []);
  // Ids are numbered per account: in another account the same ids mean its own messages, or nothing.
  const mine = new Set(found.map(({ blobId }) => blobId));
  const theirs = (await pages(other.id, ids)).flat();
  assert.deepEqual(
    theirs.map((email) => email.id),
    ids.filter((number) => other.ids.includes(number)),
  );
  assert.ok(theirs.every(({ blobId }) => !mine.has(blobId)));
});

test('an email has all its mailboxes and keywords; $seen needs all entries, and \\Deleted ones do not count', async () => {
  const id = await account();
  const [inbox, sent, trash] = await Promise.all(['INBOX', 'Sent', 'Trash'].map((name) => findMailbox(pool, id, name)));
  assert.ok(inbox && sent && trash);
  await append(inbox, 'one', Flag.Seen | Flag.Flagged, ['Work']);
  const ids = await idsIn(inbox);
  for (const to of [sent, trash]) await copyMessages(store, inbox, to, Uint32Array.of(1));
  const mark = (mailbox: MailboxRef, flags: number, keywords: string[]) =>
    pool.query('update mailbox_entries set flags = $3, keywords = $4 where account_id = $1 and mailbox_id = $2', [
      id,
      mailbox.mailboxId,
      flags,
      keywords,
    ]);
  await mark(sent, Flag.Answered, ['work', 'Other']);
  await mark(trash, Flag.Deleted | Flag.Draft, ['Gone']);
  const [email] = (await pages(id, ids)).flat();
  assert.deepEqual([...(email?.mailboxIds ?? [])].sort(), [inbox.mailboxId, sent.mailboxId].sort());
  assert.deepEqual([...(email?.keywords ?? [])].sort(), ['$answered', '$flagged', 'other', 'work']);
  await mark(sent, Flag.Seen, []);
  assert.deepEqual([...((await pages(id, ids)).flat()[0]?.keywords ?? [])].sort(), ['$flagged', '$seen', 'work']);
  for (const mailbox of [inbox, sent]) await mark(mailbox, Flag.Deleted, []);
  assert.deepEqual(await pages(id, ids), []);
});

test('a page ends at the size limit of the requested data, and always contains its first email', async () => {
  const { id, ids } = await withMessages(7);
  await pool.query(`update messages set preview = repeat('p', $2) where account_id = $1`, [id, PAGE_BYTES / 2]);
  const lengths = (found: Email[][]) => found.map((page) => page.length);
  assert.deepEqual(lengths(await pages(id, ids)), [7]);
  assert.deepEqual(lengths(await pages(id, ids, { parts: true, header: true })), [7]);
  const cut = await pages(id, ids, { preview: true });
  assert.deepEqual(lengths(cut), [2, 2, 2, 1]);
  assert.deepEqual(
    cut.flat().map((email) => email.id),
    ids,
  );
  await pool.query(`update messages set preview = repeat('p', $2) where account_id = $1`, [id, PAGE_BYTES * 2]);
  assert.deepEqual(lengths(await pages(id, ids, { preview: true })), [1, 1, 1, 1, 1, 1, 1]);
});

test('only requested properties are read', async () => {
  const { id, ids } = await withMessages(1);
  const [small] = (await pages(id, ids)).flat();
  assert.deepEqual([small?.parts, small?.header, small?.preview], [undefined, undefined, undefined]);
  const [whole] = (await pages(id, ids, { parts: true, header: true, preview: true })).flat();
  assert.deepEqual([whole?.parts, whole?.preview], ['{}', '']);
  assert.equal(whole?.header?.toString(), 'Subject: 0\r\n\r\n');
  assert.deepEqual(whole?.receivedAt, new Date('2026-11-20T23:30:00Z'));
  assert.equal(whole?.threadId, small?.threadId);
});
