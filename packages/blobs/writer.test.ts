import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { testDatabase } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import {
  type BlobStore,
  BlobWriter,
  collectBlobs,
  collectStrayChunks,
  discardBlob,
  insertBlobs,
  reserveBlob,
  type StagedBlob,
} from './index.ts';

const database = await testDatabase();
const { pool } = database;
const store = { pool, objects: undefined };
after(() => database[Symbol.asyncDispose]());
/** For writers that store nothing. */
const nowhere = {} as BlobStore;

const LARGE = Buffer.from(`Subject: large\r\n\r\n${'a line of a large message\r\n'.repeat(100_000)}`);

async function write(writer: BlobWriter, raw: Buffer, pieceBytes = 64_000): Promise<void> {
  for (let at = 0; at < raw.length; at += pieceBytes) await writer.write(raw.subarray(at, at + pieceBytes));
}

async function stage(raw: Buffer): Promise<StagedBlob> {
  await using writer = new BlobWriter(store, { maxBytes: 100_000_000 });
  await write(writer, raw);
  return writer.finish();
}

async function chunksOf(id: string): Promise<number> {
  const { rows } = await pool.query('select count(*) as count from blob_chunks where blob_id = $1', [id]);
  return rows[0].count;
}

const tooLarge = (error: unknown): boolean => isMailError(error, 'too-large');

test('an endless header in a million tiny pieces is scanned once', { timeout: 60_000 }, async () => {
  const writer = new BlobWriter(nowhere, { maxBytes: 100_000_000, maxHeaderBytes: 8_000_000 });
  await writer.write(Buffer.from(`a:\r\n${'a\r\n'.repeat(300_000)}`));
  const [dot, end] = [Buffer.from('.'), Buffer.from('.\r\n')];
  for (let n = 0; n < 500_000; n++) {
    await writer.write(dot);
    await writer.write(end);
  }
  const { header, body } = await writer.finish();
  assert.equal(header.length, 4 + 900_000 + 2_000_000);
  assert.equal(body?.length, 0);
});

test('the header limit applies with the piece that exceeds it', async () => {
  const writer = new BlobWriter(nowhere, { maxBytes: 100_000_000, maxHeaderBytes: 1000 });
  await write(writer, Buffer.from('a: b\r\n'.repeat(166)), 10);
  await assert.rejects(write(writer, Buffer.from('c: d\r\n'), 1), tooLarge);
  const whole = new BlobWriter(nowhere, { maxBytes: 100_000_000, maxHeaderBytes: 1000 });
  await assert.rejects(whole.write(Buffer.from(`${'a: b\r\n'.repeat(200)}\r\nbody`)), tooLarge);
});

test('header and body are the same, however the message is split', async () => {
  const raw = Buffer.from(`a: b\r\n\r\n${'body\r\n\r\n'.repeat(1000)}`);
  for (const pieceBytes of [1, 2, 7, 512, 100_000]) {
    const writer = new BlobWriter(nowhere, { maxBytes: 100_000 });
    await write(writer, raw, pieceBytes);
    const { header, body, size } = await writer.finish();
    assert.equal(header.toString(), 'a: b\r\n\r\n');
    assert.ok(Buffer.concat([header, body as Buffer]).equals(raw));
    assert.equal(size, raw.length);
  }
});

test('chunks of a message that ends in the middle are removed with its writer', async () => {
  const writer = new BlobWriter(store, { maxBytes: 3_000_000, inlineBytes: 1000 });
  await write(writer, LARGE);
  assert.equal(await chunksOf(writer.id), 2);
  await writer[Symbol.asyncDispose]();
  assert.equal(await chunksOf(writer.id), 0);
});

test('chunks of a message that grew too large are removed with its writer', async () => {
  let id = '';
  await assert.rejects(async () => {
    await using writer = new BlobWriter(store, { maxBytes: 2_000_000 });
    id = writer.id;
    await write(writer, LARGE);
  }, tooLarge);
  assert.equal(await chunksOf(id), 0);
});

test('a finished message that is refused is discarded at once and cannot be stored any more', async () => {
  const blob = await stage(LARGE);
  assert.equal(await chunksOf(blob.id), 3);
  await discardBlob(store, blob);
  assert.equal(await chunksOf(blob.id), 0);
  await assert.rejects(transaction(pool, (tx) => insertBlobs(tx, [blob])));
  await collectBlobs(pool, { graceMs: 0, limit: 10, uses: [] });
  const { rows } = await pool.query('select 1 from blobs where id = $1', [blob.id]);
  assert.equal(rows.length, 0);
});

test('a message whose commit succeeded is not discarded, even if that is not known yet', async () => {
  const stored = await stage(LARGE);
  await transaction(pool, (tx) => insertBlobs(tx, [stored]));
  await discardBlob(store, stored);
  assert.equal(await chunksOf(stored.id), 3);

  const inDoubt = await stage(LARGE);
  let discarding: Promise<void> | undefined;
  await transaction(pool, async (tx) => {
    await insertBlobs(tx, [inDoubt]);
    discarding = discardBlob(store, inDoubt);
    await tx.query('select 1');
  });
  await discarding;
  assert.equal(await chunksOf(inDoubt.id), 3);
});

test('a message known not to be stored is discarded', async () => {
  const blob = await stage(LARGE);
  await reserveBlob(pool, blob.id);
  await discardBlob(store, blob);
  assert.equal(await chunksOf(blob.id), 0);
});

test('stray chunks are recognised by the time of their last piece', async () => {
  const begun = new Date(Date.now() + 1000);
  const stray = await stage(LARGE);
  const slow = await stage(LARGE);
  await pool.query("update blob_chunks set written_at = now() - interval '1 day' where blob_id = $1", [stray.id]);
  await pool.query("update blob_chunks set written_at = now() - interval '1 day' where blob_id = $1 and n < 2", [
    slow.id,
  ]);
  await pool.query("update blob_chunks set written_at = now() + interval '1 day' where blob_id = $1 and n = 2", [
    slow.id,
  ]);
  assert.equal(await collectStrayChunks(pool, begun), 3);
  assert.equal(await chunksOf(stray.id), 0);
  assert.equal(await chunksOf(slow.id), 3);
});

test('a message whose first chunks were removed while it arrived is refused as unavailable', async () => {
  const writer = new BlobWriter(store, { maxBytes: 100_000_000 });
  await write(writer, LARGE);
  await pool.query('delete from blob_chunks where blob_id = $1 and n = 0', [writer.id]);
  await assert.rejects(writer.finish(), (error) => isMailError(error, 'unavailable'));
  await writer[Symbol.asyncDispose]();
  assert.equal(await chunksOf(writer.id), 0);
});
