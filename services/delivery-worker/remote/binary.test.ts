import assert from 'node:assert/strict';
import { isAscii } from 'node:buffer';
import { after, before, beforeEach, test } from 'node:test';
import { decodeBody, scan } from '@postroom/mime';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

// RFC 3030 3: binary mail is relayed as binary, or converted to lines (docs/decisions/0410-seven-bit-lines.md).

let bench: Bench;

before(async () => {
  bench = await openBench({ 'b.test': { A: ['127.0.0.1'] } });
  await makeAccount(bench.pool, 'alice@postroom.test');
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));

const SENT = Buffer.from(
  'Subject: binary\r\nMessage-ID: <m@postroom.test>\r\n\r\n.\r\n\0\xff\n\r\n.\r\nsecret',
  'latin1',
);
const raw = Buffer.concat([Buffer.from('Return-Path: <alice@postroom.test>\r\n'), SENT]);

test('a server with BINARYMIME gets binary mail unchanged', async () => {
  await using peer = await startSmtpPeer({ extensions: ['PIPELINING', '8BITMIME', 'CHUNKING', 'BINARYMIME'] });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { raw, isBinary: true });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
  assert.ok(peer.messages[0]?.content.equals(SENT));
});

test('a server without BINARYMIME gets the same content in a 7-bit encoding', async () => {
  for (const extensions of [['PIPELINING', '8BITMIME', 'CHUNKING'], []]) {
    await using peer = await startSmtpPeer({ extensions });
    const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { raw, isBinary: true });
    await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
    assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
    const content = peer.messages[0]?.content ?? Buffer.alloc(0);
    const part = scan(content);
    const body = content.subarray(part.bodyStart, part.bodyEnd);
    assert.ok(isAscii(content) && !content.includes(0));
    assert.deepEqual(decodeBody(part, body), SENT.subarray(SENT.indexOf('\r\n\r\n') + 4));
  }
});

test('binary mail that cannot be re-encoded bounces, without the octets that a report cannot carry', async () => {
  await using peer = await startSmtpPeer({ extensions: ['PIPELINING', '8BITMIME', 'CHUNKING'] });
  const header =
    'Return-Path: <alice@postroom.test>\r\nSubject: binary\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n';
  const signed = Buffer.from(`${header}--s\r\n\r\n\0secret\r\n--s\r\n\r\nx\r\n--s--\r\n`);
  const options = { raw: signed, isBinary: true, returnContent: 'FULL' } as const;
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], options);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  assert.deepEqual(peer.messages, []);
  const [report] = await reports(bench.pool);
  assert.match(report?.raw ?? '', /Status: 5\.6\.3\r\n/);
  assert.match(report?.raw ?? '', /Subject: binary/);
  assert.doesNotMatch(report?.raw ?? '', /secret|\0/);
});
