import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type BlobStore, BlobWriter } from '@postroom/blobs';
import type { Pool } from '@postroom/database';
import { describe } from '@postroom/mime';
import { openObjects } from '@postroom/objects';
import { testDatabase, testObjectStore } from '@postroom/testkit';
import { describeBlob, factsOf } from '../index.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

/** A store that counts its queries. */
function counting(): { store: BlobStore; count: () => number } {
  let queries = 0;
  const query = (...args: Parameters<typeof pool.query>) => {
    queries++;
    return pool.query(...args);
  };
  return { store: { pool: { query } as unknown as Pool, objects: undefined }, count: () => queries };
}

async function stage(raw: Buffer, objects?: BlobStore['objects']) {
  await using writer = new BlobWriter({ pool, objects }, { maxBytes: 100_000_000 });
  await writer.write(raw);
  return await writer.finish();
}

for (const [count, part] of [
  [9_900, '--b\r\n\r\nthe text\r\n'],
  [30, `--b\r\n\r\n${'a line of text\r\n'.repeat(5_000)}`],
  [3, `--b\r\n\r\n${'a line of text\r\n'.repeat(200_000)}`],
] as const) {
  test(`a stored message of ${count} parts is described with few queries, the same as in memory`, async () => {
    const raw = Buffer.from(
      `Content-Type: multipart/mixed; boundary=b\r\nX-Filler: ${'x'.repeat(100_000)}\r\n\r\n${part.repeat(count)}--b--\r\n`,
    );
    const blob = await stage(Buffer.concat([raw, Buffer.alloc(200_000, 'epilogue\r\n')]));
    assert.equal(blob.body, null);
    const { store, count: queries } = counting();
    const facts = await describeBlob(store, blob);
    const megabytes = Math.ceil(blob.size / 1024 / 1024);
    // Reads everything once for the structure; windows for texts may begin in the middle of a stored piece.
    assert.ok(queries() <= 3 * megabytes + 2, `${queries()} queries for ${megabytes} MiB`);
    const inMemory = describe(Buffer.concat([raw, Buffer.alloc(200_000, 'epilogue\r\n')]));
    assert.deepEqual(facts, factsOf(inMemory, blob.header));
  });
}

test('the facts of a message are read from the object store', async () => {
  await using server = await testObjectStore();
  const settings = { S3_PREFIX: 'postroom', S3_OVER_BYTES: 65_536, S3_UPLOADS: 2, ...server.env };
  using objects = await openObjects(settings as never, () => {});
  const blob = await stage(Buffer.from(`Subject: text\r\n\r\n${'a line of text\r\n'.repeat(10_000)}`), objects);
  assert.equal(blob.location, 's3');
  assert.match((await describeBlob({ pool, objects }, blob)).searchText, /^a line of text/);
});
