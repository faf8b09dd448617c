import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

// RFC 3030 3: what came as binary goes on as binary, or not at all (docs/decisions/0101-chunks.md).

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

test('a server that takes binary mail gets it octet by octet', async () => {
  await using peer = await startSmtpPeer({ extensions: ['PIPELINING', '8BITMIME', 'CHUNKING', 'BINARYMIME'] });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { raw, isBinary: true });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'relayed');
  assert.ok(peer.messages[0]?.content.equals(SENT));
});

test('no other server does, and its sender hears of it, without the octets that no report can carry', async () => {
  await using peer = await startSmtpPeer({ extensions: ['PIPELINING', '8BITMIME', 'CHUNKING'] });
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { raw, isBinary: true, returnContent: 'FULL' });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  assert.deepEqual(peer.messages, []);
  const [report] = await reports(bench.pool);
  assert.match(report?.raw ?? '', /Status: 5\.6\.3\r\n/);
  assert.match(report?.raw ?? '', /Subject: binary/);
  assert.doesNotMatch(report?.raw ?? '', /secret|\0/);
});
