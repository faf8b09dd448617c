import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, type Bench, makeAccount, openBench, reports, rowsOf } from './testing.ts';

// RFC 2852: mail with a deadline on its way to another server.

let bench: Bench;
before(async () => {
  bench = await openBench({ 'b.test': { A: ['127.0.0.1'] } });
  await makeAccount(bench.pool, 'alice@postroom.test');
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));

/** Sends a mail with this many seconds left; returns what the server was told and the resulting state. */
async function send(extensions: string[], seconds: number, mode: 'R' | 'RT' | 'N' | 'NT') {
  await using peer = await startSmtpPeer({ extensions });
  const deliverBy = { at: new Date(Date.now() + seconds * 1_000), mode };
  const { mailId } = await acceptMail(bench.pool, ['bob@b.test'], { deliverBy });
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  const [row] = await rowsOf(bench.pool, mailId);
  const by = / BY=(-?\d+);(\S+)/.exec(peer.messages[0]?.mailLine ?? '');
  const report = (await reports(bench.pool)).at(-1)?.raw ?? '';
  return { state: row?.state, left: by ? Number(by[1]) : undefined, mode: by?.[2], report, reached: peer.connections };
}

test('the next server gets the remaining delivery time, also if it has passed', async () => {
  const returned = await send(['DELIVERBY 60', 'DSN'], 1_000, 'R');
  assert.deepEqual([returned.state, returned.mode, returned.report], ['relayed', 'R', '']);
  assert.ok(returned.left && returned.left > 900 && returned.left < 1_000, `${returned.left}`);
  const late = await send(['DELIVERBY', 'DSN'], -50, 'N');
  assert.deepEqual([late.state, late.mode, late.report], ['relayed', 'N', '']);
  assert.ok(late.left && late.left < -49, `${late.left}`);
});

test('a mail with mode R goes only to servers that would return it in time', async () => {
  for (const extensions of [['DSN'], ['DELIVERBY 2000']]) {
    const { state, report } = await send(extensions, 1_000, 'R');
    assert.equal(state, 'failed');
    assert.match(report, /^Deliver-By-Date: /m);
    assert.match(report, /Action: failed\r\nStatus: 5\.3\.3\r\n/);
  }
});

test('a late mail with mode R is returned without contacting a server', async () => {
  const { state, report, reached } = await send(['DELIVERBY'], -1, 'R');
  assert.deepEqual([state, reached], ['failed', 0]);
  assert.match(report, /Action: failed\r\nStatus: 5\.4\.7\r\n/);
  assert.match(report, /It could not be delivered before the deadline that you set/);
});

test('the sender is told of relaying if it was requested or the next server ignores the deadline', async () => {
  for (const [extensions, mode] of [
    [['DSN'], 'N'],
    [['DSN', 'DELIVERBY'], 'RT'],
  ] as const) {
    const { state, report } = await send([...extensions], 1_000, mode);
    assert.equal(state, 'relayed');
    assert.match(report, /Action: relayed\r\n/);
  }
});
