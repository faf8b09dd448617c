import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { createResolver } from '@postroom/dns';
import { deliverRemote } from '../deliver.ts';
import { acceptMail, reports, rowsOf } from '../testing.ts';
import {
  certificate,
  openTrustBench,
  type Peer,
  pair,
  spki,
  startPeer,
  stranger,
  zone,
} from '../tls-policies/testing.ts';

// RFC 8689: mail that requires TLS goes only to servers that are proven to be the domain's and support REQUIRETLS, or comes back.

const trust = await openTrustBench();
const { asked, bench, sts } = trust;
const send = (domain: string, port: number) => trust.send(domain, port, { mail: { requireTls: true } });

beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));
after(() => trust[Symbol.asyncDispose]());

test("a REQUIRETLS mail goes to servers vouched for by DNSSEC, MTA-STS or their domain's own name", async () => {
  for (const domain of ['signed.test', 'sts.test', 'own.test']) {
    await using peer = await startPeer();
    assert.equal((await send(domain, peer.port)).state, 'relayed', domain);
    assert.match(peer.messages[0]?.mailLine ?? '', / REQUIRETLS/);
    assert.equal(peer.messages[0]?.secure, true);
  }
  assert.deepEqual(asked, ['mta-sts.sts.test/.well-known/mta-sts.txt']);
});

test('an MTA-STS policy is fetched once while it is valid, also if its record is gone', async () => {
  asked.length = 0;
  await using peer = await startPeer();
  bench.dns.zone = { ...zone, '_mta-sts.sts.test': 'SERVFAIL' };
  assert.equal((await send('sts.test', peer.port)).state, 'relayed');
  bench.dns.zone = zone;
  assert.deepEqual(asked, []);
});

test('a REQUIRETLS mail is returned without content if no server is vouched for or secure enough', async () => {
  const cases: [domain: string, peer: Peer, reason: RegExp][] = [
    ['nothing.test', {}, /neither DNSSEC nor MTA-STS/],
    ['other.test', {}, /policy proves its mail servers/],
    ['signed.test', { tls: 'none' }, /does not offer it/],
    ['signed.test', { tls: stranger }, /requires TLS: TLS failed/],
    ['signed.test', { extensions: ['PIPELINING', 'DSN'] }, /REQUIRETLS/],
  ];
  for (const [domain, options, reason] of cases) {
    await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
    await using peer = await startPeer(options);
    const { state, reply } = await send(domain, peer.port);
    assert.equal(state, 'failed', domain);
    assert.match(reply, /^5\.7\.30 /);
    assert.match(reply, reason);
    assert.ok(!peer.lines.some((line) => line.startsWith('MAIL')), `${domain} heard of it`);
    const [report] = await reports(bench.pool);
    assert.match(report?.raw ?? '', /Status: 5\.7\.30\r\n/);
    assert.doesNotMatch(report?.raw ?? '', /\.body/);
    const { rows } = await bench.pool.query(`select require_tls from accepted_mails where source = 'generated'`);
    assert.deepEqual(rows, [{ require_tls: true }]);
  }
});

test('a REQUIRETLS mail waits while it cannot be known whether the servers are vouched for', async () => {
  await using peer = await startPeer();
  const { state, reply } = await send('away.test', peer.port);
  assert.deepEqual([state, /^4\.7\.0 .*status 301/.test(reply)], ['queued', true], reply);
  assert.deepEqual(peer.messages, []);
});

test('only the DNS answer that named the servers proves them, not an earlier or later one', async () => {
  await using peer = await startPeer();
  const { mailId } = await acceptMail(bench.pool, ['bob@signed.test'], { requireTls: true });
  const resolver = createResolver({ servers: bench.dns.address, tryMs: 400, totalMs: 1_500, trustAd: 'yes' });
  const forged = await resolver.mx('nothing.test');
  const settings = { port: peer.port, tls: { policy: 'opportunistic', ca: pair.cert } } as const;
  for (const [second, state] of [
    [{ kind: 'temporary-failure', reason: 'server-failure' }, 'queued'],
    [await resolver.mx('signed.test'), 'failed'],
    [{ kind: 'no-such-records', isAuthentic: false }, 'failed'],
  ] as const) {
    await bench.pool.query(`update deliveries set state = 'queued', next_attempt_at = now() where mail_id = $1`, [
      mailId,
    ]);
    const answers = [forged, forged, forged, second];
    const mx = async () => answers.shift() ?? second;
    await deliverRemote(bench.context(settings, { sts, resolver: { ...resolver, mx } }), {
      destination: 'signed.test',
    });
    const [row] = await rowsOf(bench.pool, mailId);
    assert.equal(row?.state, state, JSON.stringify(second));
    assert.deepEqual(peer.messages, []);
  }
});

test('a REQUIRETLS mail goes to another server of the domain if the first does not support it', async () => {
  await using good = await startPeer({ host: '127.0.0.1' });
  await using _bad = await startPeer({ host: '127.0.0.2', port: good.port, extensions: [] });
  assert.equal((await send('two.test', good.port)).state, 'relayed');
  assert.equal(good.messages.length, 1);
});

test('other mail for the same domain is sent as usual', async () => {
  await using peer = await startPeer({ tls: 'none' });
  await acceptMail(bench.pool, ['carol@signed.test']);
  assert.equal((await send('signed.test', peer.port)).state, 'failed');
  assert.deepEqual(
    peer.messages.map(({ recipients, mailLine }) => [recipients[0], /REQUIRETLS/.test(mailLine)]),
    [['carol@signed.test', false]],
  );
});

test('RFC 7672: a certificate named by DNSSEC is sufficient proof, and any other is not', async () => {
  const tlsa = (data: string, isAuthentic = true) => ({
    TLSA: [{ usage: 3, selector: 1, matchingType: 1, data }],
    isAuthentic,
  });
  const own = await certificate('whatever.test');
  for (const [data, isAuthentic, state] of [
    [spki(own.cert), true, 'relayed'],
    [spki(stranger.cert), true, 'failed'],
    [spki(own.cert), false, 'failed'],
  ] as const) {
    await using peer = await startPeer({ tls: own });
    bench.dns.zone = { ...zone, [`_${peer.port}._tcp.mx.dane.test`]: tlsa(data, isAuthentic) };
    assert.equal((await send('dane.test', peer.port)).state, state, `${data} ${isAuthentic}`);
  }
  bench.dns.zone = zone;
});
