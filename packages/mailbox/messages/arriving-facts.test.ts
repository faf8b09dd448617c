import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { BlobWriter } from '@postroom/blobs';
import { testDatabase } from '@postroom/testkit';
import { ArrivingFacts, describeBlob, packFacts, unpackFacts } from '../index.ts';

const database = await testDatabase();
const { pool } = database;
const store = { pool, objects: undefined };
after(() => database[Symbol.asyncDispose]());

const TRACE = Buffer.from('Return-Path: <a@b.test>\r\nReceived: from b.test; today\r\n');

/** Writes a message with this text and an attachment of this many lines, in small pieces, as it arrives. */
async function arrive(lines: number, text: string) {
  const raw = Buffer.from(
    `Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${text}\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(lines)}--b--\r\n`,
  );
  const reader = new ArrivingFacts();
  await using writer = new BlobWriter(store, { maxBytes: 100_000_000, reader });
  for (let at = 0; at < raw.length; at += 7_000) await writer.write(Buffer.from(raw.subarray(at, at + 7_000)));
  const blob = await writer.finish();
  const header = Buffer.concat([TRACE, blob.header]);
  const stored = { ...blob, header, size: blob.size + TRACE.length };
  return { stored, facts: reader.behind(header) };
}

test('facts of a large message gathered on arrival equal those of reading it again', async () => {
  const { stored, facts } = await arrive(40_000, 'Some Text');
  assert.equal(stored.body, null);
  assert.deepEqual(facts, await describeBlob(store, stored));
  const packed = packFacts(facts as NonNullable<typeof facts>) ?? '';
  assert.deepEqual(unpackFacts(packed), facts);
});

test('no facts are gathered for a message kept in memory, or with very much text', async () => {
  assert.equal((await arrive(10, 'short')).facts, null);
  assert.equal((await arrive(10, 'much text\r\n'.repeat(100_000))).facts, null);
});

test('facts of another version, and invalid ones, are not used', async () => {
  const { facts } = await arrive(4_000, 'text');
  const packed = packFacts(facts as NonNullable<typeof facts>) ?? '';
  const changed = (changes: object): string => JSON.stringify({ ...JSON.parse(packed), ...changes });
  assert.ok(unpackFacts(changed({})));
  for (const changes of [{ by: 0 }, { subject: 1 }, { references: [1] }, { sentAt: 'x' }, { parts: null }])
    assert.equal(unpackFacts(changed(changes)), null, JSON.stringify(changes));
  for (const text of ['', '{', 'null', '[]', '"x"']) assert.equal(unpackFacts(text), null, text);
});

test('facts that are too long to be queued with a mail are left out', async () => {
  const { facts } = await arrive(4_000, 'text');
  assert.equal(packFacts({ ...(facts as NonNullable<typeof facts>), searchText: 'x'.repeat(70_000) }), null);
});
