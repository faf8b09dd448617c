import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import {
  appendMessages,
  describeBlob,
  EnvelopeCache,
  expunge,
  findMailbox,
  type PackedEntry,
  readEntries,
  readPackedEntries,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

const { pool, store, account } = await openMailboxFixture();
const inbox = await findMailbox(pool, await account(), 'INBOX');
for (let number = 1; number <= 30; number++) {
  const blob = stageBlob(Buffer.from(`Subject: ${number} \xfc\0\r\nX-Empty:\r\n\r\nbody\r\n`, 'latin1'));
  const facts = await describeBlob(store, blob);
  const keywords = number % 7 === 0 ? ['$Work', 'ü'] : [];
  await appendMessages(store, inbox, [
    { blob, facts, flags: number % 16, keywords, internalDate: new Date(1_700_000_000_123 + number) },
  ]);
}
await expunge(store, inbox, { uids: Uint32Array.of(5, 6, 20), onlyDeleted: false });

const FIELDS = { modseq: true, size: true, internalDate: true, envelope: true, bodyStructure: true, header: true };

async function both(uids: number[]): Promise<[packed: PackedEntry[], slow: PackedEntry[]]> {
  const packed: PackedEntry[] = [];
  const slow: PackedEntry[] = [];
  const wanted = Uint32Array.from(uids);
  for await (const page of readPackedEntries(pool, inbox, wanted, FIELDS)) packed.push(...page);
  for await (const page of readEntries(pool, inbox, wanted, FIELDS)) {
    for (const { uid, flags, keywords, modseq, size, internalDate, envelope, bodyStructure, header } of page) {
      slow.push({ uid, flags, keywords, modseq, size, internalDate, envelope, bodyStructure, header } as PackedEntry);
    }
  }
  return [packed, slow];
}

test('packed pages equal the rows, for any uids', async () => {
  const all = Array.from({ length: 30 }, (_, index) => index + 1);
  for (const uids of [all, [1, 3, 4, 6, 7], [2, 14, 30], [7], [5], [31, 99], []]) {
    const [packed, slow] = await both(uids);
    assert.deepEqual(packed, slow, uids.join());
  }
});

test('data that was not requested is not read', async () => {
  for await (const page of readPackedEntries(pool, inbox, Uint32Array.of(1, 2), {})) {
    assert.deepEqual(page, [
      { uid: 1, flags: 1, keywords: [] },
      { uid: 2, flags: 2, keywords: [] },
    ]);
  }
});

async function cached(cache: EnvelopeCache, uids: number[], fields = FIELDS_OF_FETCH): Promise<PackedEntry[]> {
  const found: PackedEntry[] = [];
  const mailbox = { ...inbox, uidValidity: 1 };
  for await (const page of cache.read(pool, mailbox, Uint32Array.from(uids), fields)) found.push(...page);
  return found;
}

const FIELDS_OF_FETCH = { size: true, envelope: true, bodyStructure: true };

test('the cache returns what the database would, whether it has all, some or none of it', async () => {
  const cache = new EnvelopeCache(1024 * 1024);
  const all = Array.from({ length: 30 }, (_, index) => index + 1);
  const expected = async (uids: number[]) => cached(new EnvelopeCache(0), uids);
  for (const uids of [[1, 2, 3], [1, 2, 3], [1, 2, 3, 4], all, [...all, 99], [5], [30]]) {
    assert.deepEqual(await cached(cache, uids), await expected(uids), uids.join());
  }
  const { bytes } = cache;
  assert.ok(bytes > 0);
});

test('the cache keeps to its size limit', async () => {
  const cache = new EnvelopeCache(4_000);
  await cached(
    cache,
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  assert.ok(cache.bytes <= 4_000, `${cache.bytes}`);
});
