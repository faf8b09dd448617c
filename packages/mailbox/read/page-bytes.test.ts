import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import {
  appendMessages,
  describeBlob,
  type Entry,
  EnvelopeCache,
  findMailbox,
  readEntries,
  readPackedEntries,
  readRawMessages,
  storeFlags,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';

/** A page may hold this many octets, plus its last row. */
const PAGE_BYTES = 1024 * 1024;
const COUNT = 20;

const fixture = await openMailboxFixture();
const { pool, store } = fixture;
const account = await fixture.account();
const inbox = await findMailbox(pool, account, 'INBOX');
const blob = stageBlob(Buffer.from('Subject: small\r\n\r\nbody\r\n'));
const facts = await describeBlob(store, blob);
for (let n = 0; n < COUNT; n++) {
  await appendMessages(store, inbox, [
    {
      blob: stageBlob(Buffer.from(`Subject: ${n}\r\n\r\nbody\r\n`)),
      facts,
      flags: 0,
      keywords: [],
      internalDate: new Date(),
    },
  ]);
}
// Rows from before there were limits: in every third message, all that can be read is large.
await pool.query(
  `update messages set envelope = convert_to(repeat('e', 400000), 'LATIN1'),
  body_structure = convert_to(repeat('s', 400000), 'LATIN1'), parts = '"' || repeat('p', 400000) || '"'
  where account_id = $1 and id % 3 = 0`,
  [account],
);
await pool.query(
  `update blobs set header = convert_to(repeat('h', 400000), 'LATIN1') where id in (
  select blob_id from messages where account_id = $1 and id % 3 = 0)`,
  [account],
);
await pool.query(
  `update mailbox_entries set keywords = array[repeat('k', 100000), 'x', repeat('l', 100000)]
  where account_id = $1 and uid % 2 = 0`,
  [account],
);

const UIDS = Uint32Array.from({ length: COUNT }, (_, index) => index + 1);
const SPARSE = UIDS.filter((uid) => uid % 5 !== 0 && uid % 7 !== 0 && uid > 3);

type Row = Pick<Entry, 'uid' | 'keywords'> & Partial<Pick<Entry, 'envelope' | 'bodyStructure' | 'header' | 'parts'>>;

function octets({ keywords, envelope, bodyStructure, header, parts }: Row): number {
  const values = [keywords.join(''), envelope, bodyStructure, header, parts];
  return values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
}

/** Returns the uids of all pages, after checking that no page was too large. */
async function uidsOf(pages: AsyncIterable<Row[]>, most = PAGE_BYTES): Promise<Uint32Array> {
  const uids: number[] = [];
  for await (const page of pages) {
    const sizes = page.map(octets);
    const largest = Math.max(...sizes);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(all <= most + largest, `${all}`);
    uids.push(...page.map(({ uid }) => uid));
  }
  return Uint32Array.from(uids);
}

/** Yields the steps of a STORE that changes nothing. */
async function* stored(uids: Uint32Array): AsyncGenerator<Row[]> {
  for (let left = uids; left.length > 0; ) {
    const nothing = { action: 'add' as const, flags: 0, keywords: [] };
    const { entries, rest } = await storeFlags(store, inbox, left, nothing);
    yield entries;
    left = rest;
  }
}

for (const [name, wanted] of [
  ['a range of uids', UIDS],
  ['some uids', SPARSE],
] as const) {
  test(`pages of ${name} are limited in octets, and nothing is missing`, async () => {
    const packed = (fields: object) => readPackedEntries(pool, inbox, wanted, fields) as AsyncGenerator<Row[]>;
    const rows = (fields: object) => readEntries(pool, inbox, wanted, fields) as AsyncGenerator<Row[]>;
    const everything = { envelope: true, bodyStructure: true, header: true };
    for (const pages of [
      packed({}),
      packed({ envelope: true }),
      packed({ envelope: true, bodyStructure: true }),
      packed({ header: true }),
      packed(everything),
      rows({}),
      rows({ ...everything, parts: true, preview: true }),
      rows({ blob: true }),
      stored(wanted),
    ]) {
      assert.deepEqual(await uidsOf(pages), wanted);
    }
  });

  test(`pages of the envelope cache are limited in octets (${name})`, async () => {
    const fields = { envelope: true, bodyStructure: true };
    const mailbox = { ...inbox, uidValidity: 1 };
    for (const bytes of [0, 4_000_000, 400_000_000]) {
      const cache = new EnvelopeCache(bytes);
      // Cached columns come in addition to a page of the others.
      const read = (uids: Uint32Array) =>
        uidsOf(cache.read(pool, mailbox, uids, fields) as AsyncGenerator<Row[]>, 2 * PAGE_BYTES);
      assert.deepEqual(await read(UIDS.subarray(0, 12)), UIDS.subarray(0, 12));
      assert.deepEqual(await read(wanted), wanted);
      assert.deepEqual(await read(wanted), wanted);
    }
  });
}

test('headers are read ahead one page at most, and the first one whatever its size', async () => {
  const options = { bodies: false, room: { front: 0, back: 0 }, spare: [] };
  for (const uids of [UIDS, UIDS.subarray(1), UIDS.subarray(2)]) {
    const messages = await readRawMessages(pool, inbox, Array.from(uids), options);
    const found = Array.from(uids, (uid) => messages.get(uid)?.octets.length ?? 0);
    assert.ok((found[0] as number) > 0);
    assert.ok(found.reduce((sum, length) => sum + length, 0) <= PAGE_BYTES + 400_000);
  }
});
