import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { createReach } from './reach.ts';
import { acceptMail, type Bench, openBench, rowsOf } from './testing.ts';

let bench: Bench;
before(async () => {
  bench = await openBench({
    'a.test': { A: ['127.0.0.77'] },
    'mx.test': { MX: [[10, 'a.test']] },
    'numeric.test': { MX: [[10, '127.0.0.77']] },
    'private.test': { A: ['10.0.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'] },
    'six.test': { AAAA: ['::1', '::', 'fe80::1', 'fc00::1', '::ffff:127.0.0.77', '64:ff9b::7f00:4d', 'ff02::1'] },
  });
});
after(() => bench[Symbol.asyncDispose]());

test('no domain and no literal leads to a loopback, private, link-local or shared address', async () => {
  await using peer = await startSmtpPeer({ host: '127.0.0.77' });
  const context = bench.context({ port: peer.port, internal: AddressRanges.parse('') });
  const literals = ['[127.0.0.77]', '[IPv6:::ffff:127.0.0.77]', '[IPv6:::1]', '[0.0.0.0]', '[IPv6:::ffff:7f00:4d]'];
  for (const domain of ['a.test', 'mx.test', 'numeric.test', 'private.test', 'six.test', ...literals]) {
    const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`], { reversePath: '' });
    await deliverRemote(context, { destination: domain });
    const [row] = await rowsOf(bench.pool, mailId);
    assert.deepEqual([row?.state, row?.last_reply?.slice(0, 5)], ['failed', '5.4.4'], `${domain}: ${row?.last_reply}`);
  }
  assert.equal(peer.connections, 0);
});

test('domain names may lead into configured ranges, and address literals may not', async () => {
  await using peer = await startSmtpPeer({ host: '127.0.0.77' });
  const context = bench.context({ port: peer.port, internal: AddressRanges.parse('127.0.0.64/26') });
  await acceptMail(bench.pool, ['bob@mx.test'], { reversePath: '' });
  await deliverRemote(context, { destination: 'mx.test' });
  assert.equal(peer.messages.length, 1);
  const { mailId } = await acceptMail(bench.pool, ['bob@[127.0.0.77]'], { reversePath: '' });
  await deliverRemote(context, { destination: '[127.0.0.77]' });
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  assert.equal(peer.messages.length, 1);
});

test('a smarthost may have any address', async () => {
  await using peer = await startSmtpPeer({ host: '127.0.0.77' });
  const smarthost = { host: '127.0.0.77', port: peer.port, tls: { policy: 'never' } } as const;
  const context = bench.context({ smarthost, internal: AddressRanges.parse('') });
  await acceptMail(bench.pool, ['bob@a.test'], { reversePath: '' });
  await deliverRemote(context, { destination: 'a.test' });
  assert.equal(peer.messages.length, 1);
});

test('our own addresses are out of reach even if they are public', () => {
  const reach = createReach(AddressRanges.parse(''));
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  assert.ok(own.length > 0);
  for (const { address } of own) assert.equal(reach(address, { literal: false }), false, address);
  assert.equal(reach('8.8.8.8', { literal: false }), true);
});
