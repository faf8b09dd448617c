import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { testObjectStore } from '@postroom/testkit';
import { isMailError } from '@postroom/types';
import { type ObjectStore, openObjects, PART } from './index.ts';

const server = await testObjectStore();
after(() => server[Symbol.asyncDispose]());
const errors: Error[] = [];

async function open(settings: Record<string, string> = server.env, prefix = 'postroom'): Promise<ObjectStore> {
  const given = { S3_PREFIX: prefix, S3_OVER_BYTES: 0, S3_UPLOADS: 1, ...settings };
  const objects = await openObjects(given as never, (error) => errors.push(error));
  return objects?.store as ObjectStore;
}

const store = await open();

test('ranges of objects can be read', async () => {
  await store.put('blobs/a', Buffer.from('0123456789'));
  assert.equal((await store.read('blobs/a', 3, 7))?.toString(), '3456');
  assert.equal((await store.read('blobs/a', 0, 10))?.toString(), '0123456789');
  assert.equal(await store.read('blobs/none', 0, 1), null);
});

test('large objects are uploaded in parts, and do not exist before the end', async () => {
  const upload = await store.upload('blobs/large');
  const part = Buffer.alloc(PART, 'x');
  await upload.part(part);
  assert.equal(await store.read('blobs/large', 0, 1), null);
  await upload.part(Buffer.from('the end'));
  await upload.complete();
  assert.equal((await store.read('blobs/large', PART - 1, PART + 7))?.toString(), 'xthe end');
});

test('keys are listed under their prefix only, and can be removed twice', async () => {
  const other = await open(server.env, 'other');
  await other.put('blobs/theirs', Buffer.from('x'));
  await store.put('blobs/mine', Buffer.from('x'));
  const listed = async () => (await Array.fromAsync(store.list('blobs/m'))).flat().map(({ key }) => key);
  assert.deepEqual(await listed(), ['blobs/mine']);
  await store.remove(['blobs/mine']);
  await store.remove(['blobs/mine', 'blobs/never']);
  assert.deepEqual(await listed(), []);
  assert.deepEqual(
    (await Array.fromAsync(other.list(''))).flat().map(({ key }) => key),
    ['blobs/theirs'],
  );
});

test('while the store is away it is unavailable, and afterwards it works again', async () => {
  await server.stop();
  await assert.rejects(store.put('blobs/b', Buffer.from('x')), (error) => isMailError(error, 'unavailable'));
  await assert.rejects(store.read('blobs/a', 0, 1), (error) => isMailError(error, 'unavailable'));
  assert.ok(errors.length >= 2);
  await server.start();
  // s3rver treats the range 0-0 as no range.
  assert.equal((await store.read('blobs/a', 0, 2))?.toString(), '01');
});

test('a wrong secret is not reported as a missing object', async () => {
  const stranger = await open({ ...server.env, S3_SECRET_ACCESS_KEY: 'wrong' });
  await assert.rejects(stranger.read('blobs/a', 0, 1), (error) => isMailError(error, 'unavailable'));
});

test('without settings there is no store', async () => {
  const nothing = Object.fromEntries(Object.keys(server.env).map((name) => [name, '']));
  assert.equal(await open(nothing), undefined);
});

// s3rver has no ListMultipartUploads and no AbortMultipartUpload, and on this Node it answers 500 to a list of more than 1,000 keys.
// This stand-in answers as S3 would, and keeps the requests.
async function standIn(answer: (request: URL, method: string) => string | null) {
  const requests: string[] = [];
  const fake = createServer(({ method = '', url = '' }, response) => {
    const body = answer(new URL(url, 'http://x'), method);
    requests.push(`${method} ${url.replace(/[?&]x-id=\w+/, '')}`);
    response.writeHead(body === null ? 204 : 200, { 'content-type': 'application/xml' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(fake, 'listening');
  const { port } = fake.address() as AddressInfo;
  return {
    requests,
    store: await open({ ...server.env, S3_ENDPOINT: `http://127.0.0.1:${port}` }),
    [Symbol.dispose]() {
      fake.closeAllConnections();
      fake.close();
    },
  };
}

test('failed uploads and old unfinished ones are aborted', async () => {
  using fake = await standIn((_url, method) => {
    if (method === 'DELETE') return null;
    if (method === 'POST') {
      return '<InitiateMultipartUploadResult><UploadId>3</UploadId></InitiateMultipartUploadResult>';
    }
    return `<ListMultipartUploadsResult>
      <Upload><Key>postroom/blobs/old</Key><UploadId>1</UploadId><Initiated>2020-01-01T00:00:00Z</Initiated></Upload>
      <Upload><Key>postroom/blobs/new</Key><UploadId>2</UploadId><Initiated>2999-01-01T00:00:00Z</Initiated></Upload>
      </ListMultipartUploadsResult>`;
  });
  assert.equal(await fake.store.abortUploads(new Date()), 1);
  await (await fake.store.upload('blobs/c')).abort();
  assert.deepEqual(fake.requests, [
    'GET /mail/?prefix=postroom%2F&uploads=',
    'DELETE /mail/postroom/blobs/old?uploadId=1',
    'POST /mail/postroom/blobs/c?uploads=',
    'DELETE /mail/postroom/blobs/c?uploadId=3',
  ]);
});

test('a long list is read page by page', async () => {
  using fake = await standIn((url) => {
    const entry = (name: string) =>
      `<Contents><Key>postroom/blobs/${name}</Key><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>`;
    return url.searchParams.get('continuation-token') === 'more'
      ? `<ListBucketResult>${entry('b')}<IsTruncated>false</IsTruncated></ListBucketResult>`
      : `<ListBucketResult>${entry('a')}<IsTruncated>true</IsTruncated><NextContinuationToken>more</NextContinuationToken></ListBucketResult>`;
  });
  const pages = await Array.fromAsync(fake.store.list('blobs/'));
  assert.deepEqual(
    pages.map((page) => page.map(({ key }) => key)),
    [['blobs/a'], ['blobs/b']],
  );
});
