import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();

interface Uploaded {
  created: Record<string, { id: string; size: number; type: string }> | null;
  notCreated: Record<string, { type: string; properties?: string[] }> | null;
}
interface Got {
  list: JsonObject[];
  notFound: string[];
}

const upload = (create: object) => web.one<Uploaded>(alice, 'Blob/upload', { create });
const get = (ids: string[], args: object = {}) => web.one<Got>(alice, 'Blob/get', { ids, ...args });
const made = async (data: object[]): Promise<string> => {
  const { created } = await upload({ b: { data } });
  assert.ok(created?.b);
  return created.b.id;
};

test('the limits of Blob methods in the session are those that apply', async () => {
  const session = (await (await web.fetch('/jmap/session', alice)).json()) as {
    capabilities: JsonObject;
    accounts: Record<string, { accountCapabilities: Record<string, JsonObject> }>;
  };
  const said = session.accounts[alice.id]?.accountCapabilities['urn:ietf:params:jmap:blob'];
  assert.deepEqual(said, {
    maxSizeBlobSet: 1_000_000,
    maxDataSources: 64,
    supportedTypeNames: ['Mailbox', 'Thread', 'Email'],
    supportedDigestAlgorithms: ['sha', 'sha-256', 'sha-512'],
  });
  assert.ok(session.capabilities['urn:ietf:params:jmap:blob']);
  const sources = Array.from({ length: 65 }, () => ({ 'data:asText': 'x' }));
  const { created, notCreated } = await upload({ many: { data: sources }, most: { data: sources.slice(1) } });
  assert.deepEqual([created?.most?.size, notCreated?.many?.type], [64, 'invalidProperties']);
  const ids = await Promise.all([0, 1].map(() => made([{ 'data:asText': 'x'.repeat(50_000) }])));
  const wide = Array.from({ length: 11 }, () => ({ blobId: ids[0] }));
  const { notCreated: tooLarge } = await upload({ b: { data: [...wide, ...wide] } });
  assert.equal(tooLarge?.b?.type, 'tooLarge');
});

test('a blob is assembled from texts, base64 and ranges of other blobs, also of the same call', async () => {
  const [uploaded, got] = await web.call(
    alice,
    [
      'Blob/upload',
      {
        create: {
          whole: {
            type: 'image/gif',
            data: [{ blobId: '#first', offset: 4, length: 5 }, { 'data:asBase64': 'AAH/' }, { blobId: '#first' }],
          },
          first: { data: [{ 'data:asText': 'The quick fox ' }, { 'data:asText': '跳' }] },
        },
      },
    ],
    ['Blob/get', { ids: ['#whole', '#first'], properties: ['data', 'size'] }],
  );
  assert.ok(uploaded && got);
  const { created } = uploaded[1] as unknown as Uploaded;
  assert.deepEqual([created?.whole?.type, created?.first?.type], ['image/gif', 'application/octet-stream']);
  const octets = Buffer.concat([Buffer.from('quick'), Buffer.from([0, 1, 255]), Buffer.from('The quick fox 跳')]);
  assert.deepEqual((got[1] as unknown as Got).list, [
    { id: created?.whole?.id, isEncodingProblem: true, 'data:asBase64': octets.toString('base64'), size: 25 },
    { id: created?.first?.id, 'data:asText': 'The quick fox 跳', size: 17 },
  ]);
  const response = await web.fetch(`/jmap/download/${alice.id}/${created?.whole?.id}/x`, alice);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), octets);
});

test('invalid blobs are not created, and the others of the call are', async () => {
  const source = await made([{ 'data:asText': '0123456789' }]);
  const wrong: Record<string, object> = {
    none: {},
    nothing: { data: 'x' },
    both: { data: [{ 'data:asText': 'x', 'data:asBase64': 'eA==' }] },
    unknown: { data: [{ 'data:asHex': '00' }] },
    number: { data: [{ 'data:asText': 7 }] },
    base64: { data: [{ 'data:asBase64': 'e A==' }] },
    padding: { data: [{ 'data:asBase64': 'eA' }] },
    behind: { data: [{ blobId: source, offset: 8, length: 3 }] },
    above: { data: [{ blobId: source, offset: 11 }] },
    negative: { data: [{ blobId: source, offset: -1 }] },
    property: { data: [], name: 'x' },
  };
  const { created, notCreated } = await upload({ ...wrong, good: { data: [{ blobId: source, offset: 10 }] } });
  assert.deepEqual(Object.keys(created ?? {}), ['good']);
  assert.equal(created?.good?.size, 0);
  for (const name of Object.keys(wrong)) assert.equal(notCreated?.[name]?.type, 'invalidProperties', name);
  const circle = await upload({ a: { data: [{ blobId: '#b' }] }, b: { data: [{ blobId: '#a' }] } });
  assert.equal(circle.created, null);
  assert.deepEqual(
    ['a', 'b'].map((id) => circle.notCreated?.[id]?.type),
    ['blobNotFound', 'blobNotFound'],
  );
});

test('Blob/get returns a range with its digests and the size of the whole', async () => {
  const id = await made([{ 'data:asText': 'héllo world' }]);
  const properties = ['data:asText', 'data:asBase64', 'digest:sha', 'digest:sha-256', 'size'];
  const digest = (name: string, octets: string | Buffer) => createHash(name).update(octets).digest('base64');
  const { list } = await get([id], { properties, offset: 7, length: 100 });
  assert.deepEqual(list, [
    {
      id,
      'data:asText': 'world',
      'data:asBase64': btoa('world'),
      size: 12,
      isTruncated: true,
      'digest:sha': digest('sha1', 'world'),
      'digest:sha-256': digest('sha256', 'world'),
    },
  ]);
  const [cut] = (await get([id], { properties: ['data:asText'], offset: 2, length: 1 })).list;
  assert.deepEqual(cut, { id, 'data:asText': null, isEncodingProblem: true });
  assert.deepEqual((await get([id], { properties: ['digest:sha'], offset: 99 })).list, [
    { id, 'digest:sha': digest('sha1', ''), isTruncated: true },
  ]);
  assert.deepEqual(await get(['B999999', `U${'0'.repeat(32)}`, '#nothing'], {}), {
    accountId: alice.id,
    list: [],
    notFound: ['B999999', `U${'0'.repeat(32)}`, '#nothing'],
  });
  const [unknown] = await web.call(alice, ['Blob/get', { ids: [id], properties: ['digest:crc'] }]);
  assert.equal(unknown?.[1].type, 'invalidArguments');
});

test('Blob/lookup finds the email, thread and mailboxes of a message and its parts', async () => {
  const { id, mailboxId } = await web.append(alice, 'Subject: x\r\n\r\nhello\r\n');
  const blobId = id.replace('E', 'B');
  const upload = await made([{ 'data:asText': 'x' }]);
  const typeNames = ['Mailbox', 'Thread', 'Email'];
  const matchedIds = { Mailbox: [mailboxId], Thread: [id.replace('E', 'T')], Email: [id] };
  const ids = [blobId, `${blobId}_1`, upload, `${blobId}_2`];
  assert.deepEqual(await web.one(alice, 'Blob/lookup', { typeNames, ids }), {
    accountId: alice.id,
    list: [
      { id: blobId, matchedIds },
      { id: `${blobId}_1`, matchedIds },
      { id: upload, matchedIds: { Mailbox: [], Thread: [], Email: [] } },
    ],
    notFound: [`${blobId}_2`],
  });
  const [unknown] = await web.call(alice, ['Blob/lookup', { typeNames: ['Email', 'Card'], ids: [blobId] }]);
  assert.equal(unknown?.[1].type, 'unknownDataType');
});

test('Blob/copy copies nothing between accounts of different users', async () => {
  const bob = await web.account();
  const blobId = await made([{ 'data:asText': 'x' }]);
  assert.deepEqual(await web.one(alice, 'Blob/copy', { fromAccountId: alice.id, blobIds: [blobId, 'B999999'] }), {
    fromAccountId: alice.id,
    accountId: alice.id,
    copied: { [blobId]: blobId },
    notCopied: { B999999: { type: 'notFound', description: 'The blob does not exist' } },
  });
  for (const [method, args] of [
    ['Blob/copy', { blobIds: [blobId] }],
    ['Email/copy', { create: {} }],
  ] as const) {
    const [from, to] = await web.call(
      alice,
      [method, { ...args, fromAccountId: bob.id }],
      [method, { ...args, fromAccountId: alice.id, accountId: bob.id }],
    );
    assert.deepEqual([from?.[1].type, to?.[1].type], ['fromAccountNotFound', 'accountNotFound'], method);
  }
  const [same] = await web.call(alice, ['Email/copy', { fromAccountId: alice.id, create: {} }]);
  assert.equal(same?.[1].type, 'invalidArguments');
});
