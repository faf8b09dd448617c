import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import { type Objects, openObjects } from '@postroom/objects';
import { testDatabase, testObjectStore } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import {
  type BlobStore,
  BlobWriter,
  collectBlobs,
  collectObjects,
  FOLDERS,
  insertBlobs,
  movableBodies,
  moveBodies,
  readBlobRange,
  readBlobs,
  type StagedBlob,
  streamBlob,
  sweepObjects,
} from '../index.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const database = stack.use(await testDatabase());
const { pool } = database;
const server = stack.use(await testObjectStore());
const settings = { S3_PREFIX: 'postroom', S3_OVER_BYTES: 65_536, S3_UPLOADS: 2, ...server.env };
const objects = stack.use(await openObjects(settings as never, () => {})) as Objects;
const store = { pool, objects };
/** The same database as a process without an object store sees it. */
const plain = { pool, objects: undefined };

const HEADER = 'Subject: large\r\n\r\n';

function message(bodyBytes: number): Buffer {
  return Buffer.concat([Buffer.from(HEADER), randomBytes(bodyBytes)]);
}

async function write(raw: Buffer, into: BlobStore = store): Promise<StagedBlob> {
  await using writer = new BlobWriter(into, { maxBytes: 100_000_000 });
  for (let at = 0; at < raw.length; at += 64_000) await writer.write(raw.subarray(at, at + 64_000));
  return writer.finish();
}

async function stored(raw: Buffer, into: BlobStore = store): Promise<string> {
  const blob = await write(raw, into);
  await transaction(pool, (tx) => insertBlobs(tx, [blob]));
  return blob.id;
}

async function read(id: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(streamBlob(store, id)));
}

async function keys(): Promise<string[]> {
  return (await Array.fromAsync(objects.store.list('blobs/'))).flat().map(({ key }) => key.slice(-36));
}

async function inDatabase(id: string): Promise<boolean> {
  const { rows } = await pool.query(
    'select body is not null or exists (select 1 from blob_chunks where blob_id = $1) as here from blobs where id = $1',
    [id],
  );
  return rows[0].here;
}

/** Drops blobs as if they had lost their last reference. */
async function drop(ids: string[]): Promise<void> {
  await pool.query('insert into blob_candidates (blob_id) select unnest($1::uuid[])', [ids]);
  await collectBlobs(pool, { graceMs: 0, limit: 100, uses: [] });
}

test('bodies over the size limit are stored as objects and read like any others', { timeout: 60_000 }, async () => {
  for (const [bytes, isObject] of [
    [65_536, false],
    [65_537, true],
    [300_000, true],
    [5 * 1024 * 1024, true],
    [12_345_678, true],
  ] as const) {
    const raw = message(bytes);
    const id = await stored(raw);
    assert.equal((await keys()).includes(id), isObject, `${bytes}`);
    assert.equal(await inDatabase(id), !isObject);
    assert.ok((await read(id)).equals(raw), `${bytes}`);
    for (const [start, end] of [
      [0, 10],
      [HEADER.length - 1, HEADER.length + 2],
      [bytes - 5, bytes + HEADER.length],
      [60_000, 64_000],
    ] as const) {
      assert.ok((await readBlobRange(store, id, start, end)).equals(raw.subarray(start, end)), `${bytes}: ${start}`);
    }
    assert.equal((await readBlobs(pool, [id])).get(id)?.body === null, isObject);
  }
});

test('when too many uploads are running, a large body goes to the database', async () => {
  const raw = message(1_000_000);
  const writers = Array.from({ length: 3 }, () => new BlobWriter(store, { maxBytes: 10_000_000 }));
  for (const writer of writers) await writer.write(raw);
  const blobs = await Promise.all(writers.map((writer) => writer.finish()));
  assert.deepEqual(
    blobs.map(({ location }) => location),
    ['s3', 's3', null],
  );
  assert.equal((await write(raw)).location, 's3', 'their places are free again');
});

test('an object is removed after its blob, even if the store was away meanwhile', { timeout: 30_000 }, async () => {
  const id = await stored(message(100_000));
  await server.stop();
  await assert.rejects(write(message(100_000)), (error) => isMailError(error, 'unavailable'));
  await drop([id]);
  await assert.rejects(collectObjects(store, 100), (error) => isMailError(error, 'unavailable'));
  await server.start();
  assert.ok((await keys()).includes(id));
  assert.equal(await collectObjects(store, 100), 1);
  assert.ok(!(await keys()).includes(id));
  await stored(message(100_000));
});

test('an object whose message was never accepted is removed by the sweep', async () => {
  const blob = await write(message(100_000));
  const kept = await stored(message(100_000));
  const sweep = async (before: Date) => {
    for (const folder of FOLDERS) await sweepObjects(store, folder, before);
    while ((await collectObjects(store, 100)) > 0);
    return keys();
  };
  assert.ok((await sweep(new Date(Date.now() - 60_000))).includes(blob.id), 'it may still be accepted');
  const left = await sweep(new Date(Date.now() + 60_000));
  assert.ok(!left.includes(blob.id));
  assert.ok(left.includes(kept));
});

test('bodies move to the object store and back while they are being read', { timeout: 60_000 }, async () => {
  const raws = [message(70_000), message(300_000), message(7_000_000), message(1_000)];
  const ids: string[] = [];
  for (const raw of raws) ids.push(await stored(raw, plain));
  const [, , large] = ids as [string, string, string];

  const reader = streamBlob(store, large);
  const seen = [(await reader.next()).value, (await reader.next()).value] as Buffer[];
  assert.equal((await movableBodies(store, 's3')).count, 3);
  assert.deepEqual(await moveBodies(store, { to: 's3', after: null, forMs: 60_000 }), {
    moved: 3,
    bytes: 7_370_000,
    next: null,
  });
  assert.deepEqual(await Promise.all(ids.map(inDatabase)), [false, false, false, true]);
  seen.push(...(await Array.fromAsync(reader)));
  assert.ok(Buffer.concat(seen).equals(raws[2] as Buffer));

  const again = streamBlob(store, large);
  const first = (await again.next()).value as Buffer;
  let turns = 0;
  for (let after: string | null = null; turns === 0 || after !== null; turns++) {
    after = (await moveBodies(store, { to: null, after, forMs: 1 })).next;
  }
  assert.ok(turns > 1);
  while ((await collectObjects(store, 100)) > 0);
  assert.deepEqual(await keys(), []);
  assert.ok(Buffer.concat([first, ...(await Array.fromAsync(again))]).equals(raws[2] as Buffer));
  for (const [index, id] of ids.entries()) assert.ok((await read(id)).equals(raws[index] as Buffer));
});

test('a body that returns to the store while its removal is pending is kept', async () => {
  const raw = message(100_000);
  const id = await stored(raw);
  await moveBodies(store, { to: null, after: null, forMs: 60_000 });
  await moveBodies(store, { to: 's3', after: null, forMs: 60_000 });
  await collectObjects(store, 100);
  assert.ok((await read(id)).equals(raw));
});
