import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { answerAt, type PeerOptions, startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { SilentServers } from './silent-servers.ts';
import { acceptMail, age, type Bench, openBench, rowsOf } from './testing.ts';

// What happens to mail when servers of its destination are down, silent, busy or break off.

let bench: Bench;

before(async () => {
  bench = await openBench({
    'b.test': { MX: [[10, 'mx.b.test']] },
    'mx.b.test': { A: ['127.0.0.1'] },
    'two.test': {
      MX: [
        [10, 'mx1.two.test'],
        [20, 'mx2.two.test'],
      ],
    },
    'mx1.two.test': { A: ['127.0.0.2'] },
    'mx2.two.test': { A: ['127.0.0.3'] },
  });
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
});

const peerOn = (host: string, port: number, options: PeerOptions = {}) => startSmtpPeer({ host, port, ...options });

test('the next MX takes over when the first is down, busy, or drops the connection', async () => {
  for (const script of [answerAt('connect', '421 busy'), answerAt('mail', '451 4.3.0 no'), answerAt('data', 'drop')]) {
    await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
    await using second = await peerOn('127.0.0.3', 0);
    await using first = await peerOn('127.0.0.2', second.port, { script });
    const { mailId } = await acceptMail(bench.pool, ['bob@two.test']);
    await deliverRemote(bench.context({ port: second.port }), { destination: 'two.test' });
    assert.equal(first.connections, 1);
    assert.equal(second.messages.length, 1);
    assert.equal((await rowsOf(bench.pool, mailId))[0]?.last_host, 'mx2.two.test');
  }
});

test('a server that did not answer is tried last for a while, and with a shorter timeout while others are left', async () => {
  await using second = await peerOn('127.0.0.3', 0);
  await using first = await peerOn('127.0.0.2', second.port, { script: answerAt('connect', 'silent') });
  const hurriedTimeouts = { connect: 200, greeting: 200 };
  const context = bench.context({ port: second.port, hurriedTimeouts });
  for (let mails = 0; mails < 3; mails++) {
    await acceptMail(bench.pool, ['bob@two.test']);
    await deliverRemote(context, { destination: 'two.test' });
  }
  assert.deepEqual([first.connections, second.messages.length], [1, 3]);
});

test('a silent server is tried if it is the only one left, and gets its turn again once it answers', async () => {
  await using second = await peerOn('127.0.0.3', 0, { script: answerAt('mail', '421 4.3.2 going down') });
  let isSilent = true;
  await using first = await peerOn('127.0.0.2', second.port, {
    script: ({ stage }) => (stage === 'connect' && isSilent ? 'silent' : undefined),
  });
  const context = bench.context({ port: second.port, hurriedTimeouts: { connect: 200, greeting: 200 } });
  for (let mails = 0; mails < 3; mails++) {
    await acceptMail(bench.pool, ['bob@two.test']);
    await deliverRemote(context, { destination: 'two.test' });
    isSilent = false;
  }
  assert.deepEqual([first.messages.length, second.connections], [2, 2]);
});

test('a server that was silent before gets less time though it is the only one, and so do all in a crowd', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('connect', 'silent') });
  const known = new SilentServers(25);
  known.noteSilent({ address: '127.0.0.1', port: peer.port });
  for (const silentServers of [known, new SilentServers(0)]) {
    const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
    const settings = { port: peer.port, hurriedTimeouts: { connect: 200, greeting: 200 } };
    await deliverRemote(bench.context(settings, { silentServers }), { destination: 'b.test' });
    const [row] = await rowsOf(bench.pool, mailId);
    assert.deepEqual([row?.state, row?.last_reply], ['queued', 'timed out waiting for the server']);
  }
});

test('one mail that breaks connections, or whose sender is deferred, does not block the others', async () => {
  for (const script of [
    answerAt('rcpt', 'drop', 'bad@b.test'),
    answerAt('mail', '451 4.1.8 who?', 'bad@postroom.test'),
  ]) {
    await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
    await using peer = await startSmtpPeer({ script });
    const bad = await acceptMail(bench.pool, ['bad@b.test'], { reversePath: 'bad@postroom.test' });
    const others = [];
    for (let mails = 0; mails < 3; mails++) others.push(await acceptMail(bench.pool, [`bob${mails}@b.test`]));
    await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
    assert.equal((await rowsOf(bench.pool, bad.mailId))[0]?.state, 'queued');
    assert.deepEqual(
      peer.messages.map(({ recipients }) => recipients[0]),
      ['bob0@b.test', 'bob1@b.test', 'bob2@b.test'],
    );
  }
});

test('if every mail breaks its connection, the others are deferred after two', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('rcpt', 'drop') });
  for (let mails = 0; mails < 5; mails++) await acceptMail(bench.pool, ['bob@b.test']);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.equal(peer.connections, 2);
});

test('a message that may have been accepted is not sent to another server at once', async () => {
  await using second = await peerOn('127.0.0.3', 0);
  await using first = await peerOn('127.0.0.2', second.port, { script: answerAt('end', 'drop') });
  const { mailId } = await acceptMail(bench.pool, ['bob@two.test']);
  await deliverRemote(bench.context({ port: second.port }), { destination: 'two.test' });
  assert.deepEqual([first.connections, second.connections], [1, 0]);
  const [row] = await rowsOf(bench.pool, mailId);
  assert.deepEqual([row?.state, row?.last_host], ['queued', 'mx1.two.test']);
  assert.match(row?.last_reply ?? '', /the server may have accepted it/);
});

test('a mail is sent in plain text if STARTTLS does not work', async () => {
  await using peer = await startSmtpPeer({ tls: 'broken' });
  await acceptMail(bench.pool, ['bob@b.test']);
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual([peer.messages.length, peer.messages[0]?.secure, peer.connections], [1, false, 2]);
});

test('if no server answers, all due mail is deferred after one try and delivered once a server is back', async () => {
  let port: number;
  {
    await using gone = await startSmtpPeer();
    port = gone.port;
  }
  const mails: string[] = [];
  for (let i = 0; i < 3; i++) mails.push((await acceptMail(bench.pool, ['bob@b.test'])).mailId);
  await deliverRemote(bench.context({ port }), { destination: 'b.test' });
  for (const mailId of mails) {
    const [row] = await rowsOf(bench.pool, mailId);
    assert.deepEqual([row?.state, row?.last_host, row?.last_reply], ['queued', 'mx.b.test', 'connection refused']);
  }
  await using peer = await startSmtpPeer({ port });
  for (const mailId of mails) await age(bench.pool, mailId, 0.1);
  await deliverRemote(bench.context({ port }), { destination: 'b.test' });
  assert.equal(peer.messages.length, 3);
});
