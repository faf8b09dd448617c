import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();

interface Parsed {
  parsed: Record<string, JsonObject> | null;
  notParsable: string[] | null;
  notFound: string[] | null;
}

const parse = (blobIds: string[], args: object = {}) => web.one<Parsed>(alice, 'Email/parse', { blobIds, ...args });

async function upload(content: string): Promise<string> {
  const response = await web.fetch(`/jmap/upload/${alice.id}`, alice, { method: 'POST', body: content });
  return ((await response.json()) as { blobId: string }).blobId;
}

const inner = [
  'From: Bob <bob@b.test>\r\nSubject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=i\r\n',
  '--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello inside',
  '--i\r\nContent-Type: image/png; name=x.png\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF',
  '--i--\r\n',
].join('\r\n');

const outer = (encoding: string, content: string) =>
  [
    'Subject: outer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n',
    '--o\r\nContent-Type: text/plain\r\n\r\nlook at this',
    `--o\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}`,
    '--o--\r\n',
  ].join('\r\n');

test('Email/parse describes an uploaded message without any mailbox data', async () => {
  const blobId = await upload(inner);
  const { parsed, notParsable, notFound } = await parse([blobId, 'B999999'], { fetchTextBodyValues: true });
  assert.deepEqual([notParsable, notFound], [null, ['B999999']]);
  const email = parsed?.[blobId];
  assert.deepEqual(email?.subject, 'grüße');
  assert.deepEqual(email?.from, [{ name: 'Bob', email: 'bob@b.test' }]);
  assert.deepEqual([email?.hasAttachment, email?.preview, email?.messageId], [true, 'hello inside', null]);
  assert.deepEqual(email?.bodyValues, {
    1: { value: 'hello inside', isEncodingProblem: false, isTruncated: false },
  });
  assert.ok(!('id' in (email ?? {})) && !('receivedAt' in (email ?? {})));
  const asked = ['id', 'threadId', 'mailboxIds', 'keywords', 'receivedAt', 'size', 'blobId', 'header:subject:asText'];
  assert.deepEqual((await parse([blobId], { properties: asked })).parsed?.[blobId], {
    id: null,
    threadId: null,
    mailboxIds: null,
    keywords: null,
    receivedAt: null,
    size: Buffer.byteLength(inner),
    blobId,
    'header:subject:asText': 'grüße',
  });
});

test('an attached message can be parsed and its parts downloaded, in any encoding', async () => {
  const base64 = Buffer.from(inner).toString('base64').replace(/.{76}/g, '$&\r\n');
  for (const [encoding, content] of [
    ['8bit', inner],
    ['base64', base64],
  ] as const) {
    const { id } = await web.append(alice, outer(encoding, content));
    const blobId = `${id.replace('E', 'B')}_2`;
    const bodyProperties = ['blobId', 'size', 'type', 'name'];
    const { parsed } = await parse([blobId], { properties: ['subject', 'attachments'], bodyProperties });
    const png = { blobId: `${blobId}_2`, size: 6, type: 'image/png', name: 'x.png' };
    assert.deepEqual(parsed, { [blobId]: { subject: 'grüße', attachments: [png] } }, encoding);
    const response = await web.fetch(`/jmap/download/${alice.id}/${png.blobId}/x.png`, alice);
    assert.deepEqual([...new Uint8Array(await response.arrayBuffer())], [0, 1, 2, 3, 4, 5], encoding);
    const text = await web.fetch(`/jmap/download/${alice.id}/${blobId}_1/x`, alice, { headers: { range: 'bytes=6-' } });
    assert.equal(await text.text(), 'inside', encoding);
  }
});

test('a blob that is not a message is not parsable, and the nesting of messages is limited', async () => {
  const [png, empty, text] = [
    await upload('\x89PNG\r\n\x1a\n\0\0'),
    await upload(''),
    await upload('hello\r\n\r\nyou'),
  ];
  assert.deepEqual((await parse([png, empty, text])).notParsable, [png, empty, text]);
  let nested = inner;
  for (let level = 0; level < 8; level++) nested = outer('8bit', nested);
  let blobId = await upload(nested);
  for (let level = 0; level < 5; level++) {
    blobId += '_2';
    assert.ok((await parse([blobId])).parsed?.[blobId], blobId);
  }
  assert.deepEqual((await parse([`${blobId}_2`])).notFound, [`${blobId}_2`]);
});

test('Email/parse needs ids, and accepts as many as Email/get', async () => {
  const [many, none] = await web.call(
    alice,
    ['Email/parse', { blobIds: Array.from({ length: 501 }, (_, n) => `B${n + 1}`) }],
    ['Email/parse', {}],
  );
  assert.deepEqual([many?.[1].type, none?.[1].type], ['requestTooLarge', 'invalidArguments']);
});
