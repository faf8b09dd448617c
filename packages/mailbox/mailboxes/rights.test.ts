import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flag, isMailError, type Right } from '@postroom/types';
import {
  appendMessages,
  changesSince,
  copyMessages,
  expunge,
  expungedSince,
  findMailbox,
  highestModseq,
  type MailboxRef,
  moveMessages,
  openMailbox,
  readEntries,
  readPackedEntries,
  readRawMessages,
  readSizes,
  searchMailbox,
  storeFlags,
  uidsChangedSince,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

// Every function refuses what the holder of the mailbox has no right to.

const { pool, store, account, append, entries } = await openMailboxFixture();
const ALL = 'lrswipkxtea';

const held = (ref: MailboxRef, letters: string): MailboxRef => ({
  ...ref,
  rights: new Set([...letters]) as Set<Right>,
});
const without = (ref: MailboxRef, letters: string) =>
  held(ref, [...ALL].filter((each) => !letters.includes(each)).join(''));
const refused = (error: unknown) => isMailError(error, 'no-permission');

async function twoMailboxes(): Promise<{ inbox: MailboxRef; archive: MailboxRef; uids: Uint32Array }> {
  const id = await account();
  const [inbox, archive] = [await findMailbox(pool, id, 'INBOX'), await findMailbox(pool, id, 'Archive')];
  const uid = await append(inbox, 'hello', Flag.Seen | Flag.Flagged | Flag.Deleted, ['work']);
  return { inbox, archive, uids: Uint32Array.of(uid) };
}

test('RFC 4314 4: nothing can be read without the right r', async () => {
  const { inbox, archive, uids } = await twoMailboxes();
  const ref = without(inbox, 'r');
  const reads: (() => unknown)[] = [
    () => openMailbox(pool, ref, { claimRecent: false }),
    () => readEntries(pool, ref, uids),
    () => readPackedEntries(pool, ref, uids, { modseq: true }),
    () => readPackedEntries(pool, ref, uids, { header: true }),
    () => readRawMessages(pool, ref, [...uids], { bodies: true, room: { front: 0, back: 0 }, spare: [] }),
    () => readSizes(pool, ref),
    () => searchMailbox(pool, ref, { key: 'all' }),
    () => changesSince(pool, ref, 0, 0),
    () => expungedSince(pool, ref, 0),
    () => highestModseq(pool, ref, uids),
    () => uidsChangedSince(pool, ref, 0),
    () => copyMessages(store, ref, archive, uids),
    () => moveMessages(store, ref, archive, uids),
  ];
  for (const read of reads) await assert.rejects(async () => read(), refused, read.toString());
});

test('a session keeps the rights it had when it opened the mailbox', async () => {
  const { inbox } = await twoMailboxes();
  const { mailbox } = await openMailbox(pool, held(inbox, 'lr'), { claimRecent: false });
  assert.deepEqual([...mailbox.rights], ['l', 'r']);
});

test('RFC 4314 4: copying needs i on the target, moving also t and e on the source, expunging e', async () => {
  const { inbox, archive, uids } = await twoMailboxes();
  await assert.rejects(copyMessages(store, inbox, without(archive, 'i'), uids), refused);
  await assert.rejects(moveMessages(store, inbox, without(archive, 'i'), uids), refused);
  await assert.rejects(moveMessages(store, without(inbox, 't'), archive, uids), refused);
  await assert.rejects(moveMessages(store, without(inbox, 'e'), archive, uids), refused);
  await assert.rejects(expunge(store, without(inbox, 'e'), { uids, onlyDeleted: false }), refused);
  await assert.rejects(appendMessages(store, without(inbox, 'i'), []), refused);
  assert.equal((await entries(inbox)).length, 1);
});

test('RFC 4314 4: STORE sets the flags that are allowed, and is refused if none is', async () => {
  const { inbox, uids } = await twoMailboxes();
  const flagsAfter = async (
    letters: string,
    action: 'add' | 'remove' | 'replace',
    flags: number,
    keywords: string[],
  ) => {
    await storeFlags(store, held(inbox, letters), uids, { action, flags, keywords });
    const [entry] = await entries(inbox);
    return [entry?.flags, entry?.keywords];
  };
  const { Seen, Deleted, Flagged } = Flag;
  await assert.rejects(flagsAfter('lr', 'add', Seen, []), refused);
  await assert.rejects(flagsAfter('lr', 'replace', 0, []), refused);
  await assert.rejects(flagsAfter('lrs', 'add', Deleted, ['more']), refused);
  assert.deepEqual(await flagsAfter('lrs', 'remove', Seen | Deleted, ['work']), [Flagged | Deleted, ['work']]);
  assert.deepEqual(await flagsAfter('lrt', 'replace', Seen, ['more']), [Flagged, ['work']]);
  assert.deepEqual(await flagsAfter('lrw', 'replace', Seen | Deleted, ['more']), [0, ['more']]);
});

test('RFC 4314 4: copied, moved and appended messages lose flags that may not be set, and are counted so', async () => {
  const { inbox, archive, uids } = await twoMailboxes();
  const into = held(archive, 'lri');
  await copyMessages(store, inbox, into, uids);
  await copyMessages(store, inbox, held(archive, 'lris'), uids);
  await append(into, 'third', Flag.Seen, ['work']);
  await moveMessages(store, inbox, into, uids);
  assert.deepEqual(
    (await entries(archive)).map(({ flags, keywords }) => [flags, keywords]),
    [
      [0, []],
      [Flag.Seen, []],
      [0, []],
      [0, []],
    ],
  );
  const { unseenCount, deletedCount } = await findMailbox(pool, archive.accountId, 'Archive');
  assert.deepEqual([unseenCount, deletedCount], [3, 0]);
  const before = await findMailbox(pool, inbox.accountId, 'INBOX');
  assert.deepEqual([before.messageCount, before.unseenCount, before.deletedCount], [0, 0, 0]);
});
