import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { STANDARD_TIMEOUTS } from '@postroom/smtp-client';
import { answerAt, type PeerOptions, startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import type { RemoteSettings } from './settings.ts';
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
    'tar.test': { A: ['127.0.0.2'] },
    ...Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`six${n}.test`, { A: ['127.0.0.3'], AAAA: [`2001:db8:${n}::1`] }]),
    ),
    'only6.test': { AAAA: ['2001:db8::1'] },
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
  const hurriedTimeouts = { connect: 200, greeting: 200, command: 200 };
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
  const context = bench.context({ port: second.port, hurriedTimeouts: { connect: 200, greeting: 200, command: 200 } });
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
  known.noteFailure({ address: '127.0.0.1', port: peer.port }, { stage: 'greeting', isSilent: true });
  for (const silentServers of [known, new SilentServers(0)]) {
    const { mailId } = await acceptMail(bench.pool, ['bob@b.test']);
    const settings = { port: peer.port, hurriedTimeouts: { connect: 200, greeting: 200, command: 200 } };
    await deliverRemote(bench.context(settings, { silentServers }), { destination: 'b.test' });
    const [row] = await rowsOf(bench.pool, mailId);
    assert.deepEqual([row?.state, row?.last_reply], ['queued', 'timed out waiting for the server']);
  }
});

test('a server that greets and then says nothing, or a letter at a time, is remembered with its network until it accepts a mail', async () => {
  for (const stage of ['ehlo', 'mail', 'end'] as const) {
    let isTarpit = true;
    await using peer = await peerOn('127.0.0.2', 0, {
      script: (moment) => (moment.stage === stage && isTarpit ? 'letters' : undefined),
    });
    const silentServers = new SilentServers(25);
    const slow = { ...STANDARD_TIMEOUTS, command: 60, dataTermination: 60 };
    const send = async (settings: Partial<RemoteSettings>) => {
      const { mailId } = await acceptMail(bench.pool, ['bob@tar.test']);
      await deliverRemote(bench.context({ port: peer.port, ...settings }, { silentServers }), {
        destination: 'tar.test',
      });
      return (await rowsOf(bench.pool, mailId))[0];
    };
    const [first] = [await send({ timeouts: slow })];
    assert.deepEqual([first?.state, silentServers.remembered.networks], ['queued', 1], stage);
    assert.ok(silentServers.isSilent({ address: '127.0.0.77', port: 25 }), 'another server of its network');
    if (stage !== 'end') {
      // Without this memory the test would take the five minutes of RFC 5321 4.5.3.2.
      const next = await send({ hurriedTimeouts: { connect: 200, greeting: 200, command: 60 } });
      assert.match(next?.last_reply ?? '', /timed out waiting for the server/, stage);
    }
    isTarpit = false;
    await send({});
    assert.deepEqual([silentServers.remembered.networks, peer.messages.length > 0], [0, true], stage);
  }
});

test('if IPv6 does not work on this host, other destinations are tried by IPv4 first, and only by IPv4 if it is off', async () => {
  await using peer = await peerOn('127.0.0.3', 0);
  const silentServers = new SilentServers(25);
  const internal = AddressRanges.parse('127.0.0.0/8,2001:db8::/32');
  const hurriedTimeouts = { connect: 200, greeting: 200, command: 200 };
  /** Sends a mail to the destination; returns the addresses that were tried. */
  const tried = async (destination: string, settings: Partial<RemoteSettings> = {}) => {
    const { mailId } = await acceptMail(bench.pool, [`bob@${destination}`]);
    const context = bench.context({ port: peer.port, internal, hurriedTimeouts, ...settings }, { silentServers });
    await deliverRemote(context, { destination });
    const { rows } = await bench.pool.query<{ said: string }>(
      'select detail::text as said from delivery_events where mail_id = $1',
      [mailId],
    );
    return rows.flatMap(({ said }) =>
      [...said.matchAll(/connecting to [^[]*\[([^\]]+)/g)].map(([, address]) => address),
    );
  };
  for (const n of [1, 2, 3]) {
    assert.deepEqual(await tried(`six${n}.test`), [`2001:db8:${n}::1`, '127.0.0.3']);
    assert.equal(silentServers.remembered.isIpv6Broken, n === 3);
  }
  assert.deepEqual(await tried('six4.test'), ['127.0.0.3']);
  silentServers.noteAnswer({ address: '2001:db8:9::1', port: 25 });
  assert.deepEqual(await tried('six5.test', { usesIpv6: false }), ['127.0.0.3']);
  assert.deepEqual(await tried('six5.test'), ['2001:db8:5::1', '127.0.0.3'], 'IPv6 works again');
  const { mailId } = await acceptMail(bench.pool, ['bob@only6.test']);
  await deliverRemote(bench.context({ internal, usesIpv6: false }), { destination: 'only6.test' });
  assert.match((await rowsOf(bench.pool, mailId))[0]?.last_reply ?? '', /only IPv6 addresses/);
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
