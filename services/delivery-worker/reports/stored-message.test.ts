import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BlobWriter, insertBlobs } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import { type Bench, openBench } from '../remote/testing.ts';
import { returnable } from './returnable.ts';
import { openMessage } from './stored-message.ts';

let bench: Bench;
before(async () => {
  bench = await openBench({});
});
after(() => bench[Symbol.asyncDispose]());

const blobs = () => ({ pool: bench.pool, objects: undefined });

async function store(raw: Buffer): Promise<string> {
  const writer = new BlobWriter(blobs(), { maxBytes: 100_000_000 });
  for (let at = 0; at < raw.length; at += 100_000) await writer.write(raw.subarray(at, at + 100_000));
  const blob = await writer.finish();
  await transaction(bench.pool, (tx) => insertBlobs(tx, [blob]));
  return blob.id;
}

async function read(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('only our own Return-Path at the very front is left out', async () => {
  const kept = [
    'Subject: x\r\nReturn-Path: <a>\r\n\r\nbody',
    '\r\nReturn-Path: <a>\r\n',
    'Return-Pathological: 1\r\n\r\n',
  ];
  for (const text of kept) {
    for (const front of ['', 'Return-Path: <a@b>\r\n', 'return-path:\r\n\t<a@b>\r\n']) {
      const message = await openMessage(blobs(), await store(Buffer.from(front + text)));
      assert.equal((await read(message.content())).toString(), text);
      assert.equal(message.size, text.length);
    }
  }
});

test('a large message is streamed unchanged', async () => {
  const body = Buffer.alloc(3_500_000, '0123456789abcdef\r\n');
  const raw = Buffer.concat([Buffer.from('Return-Path: <>\r\nSubject: large\r\n\r\n'), body]);
  const message = await openMessage(blobs(), await store(raw));
  const content = await read(message.content());
  assert.ok(content.equals(raw.subarray('Return-Path: <>\r\n'.length)));
  assert.equal(message.size, content.length);
  assert.equal((await returnable(message, true)).full, undefined);
  assert.equal((await returnable(message, true)).header.toString(), 'Subject: large\r\n\r\n');
});

test('octets over 127 are detected in header and body', async () => {
  const facts = async (text: string) => {
    const { eightBit, utf8Header } = await openMessage(blobs(), await store(Buffer.from(text)));
    return [eightBit, utf8Header];
  };
  assert.deepEqual(await facts('A: b\r\n\r\nc'), [false, false]);
  assert.deepEqual(await facts('A: b\r\n\r\nü'), [true, false]);
  assert.deepEqual(await facts('A: ü\r\n\r\nc'), [true, true]);
});

test('a missing blob is an error', async () => {
  await assert.rejects(openMessage(blobs(), '01990000-0000-7000-8000-000000000000'), /is gone/);
});
