import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import type { Zone } from '@postroom/testkit';
import { acceptMail, RAW, rowsOf } from '../testing.ts';
import type { NotedAttempt } from '../tls-meter/tls-meter.ts';
import {
  authority,
  certificate,
  openTrustBench,
  type Peer,
  pair,
  type Sent,
  spki,
  startPeer,
  stranger,
  zone,
} from './testing.ts';

// Mail is sent by the TLS policies of its domain (MTA-STS, DANE), or waits.

const trust = await openTrustBench();
const { bench, send } = trust;

beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));
after(() => trust[Symbol.asyncDispose]());

interface Case {
  domain: string;
  peer?: Peer;
  /** The TLSA records for the server's port at mx.dane.test. */
  tlsa?: Zone[string];
  sent?: Sent;
  /** The reply when the mail has to wait; otherwise whether it is sent by TLS or in clear. */
  expected: RegExp | 'tls' | 'clear';
  about?: string;
}

async function check({ domain, peer: options, tlsa, sent, expected, about: name = '' }: Case) {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  await using peer = await startPeer({ extensions: ['PIPELINING'], ...options });
  if (tlsa) bench.dns.zone = { ...zone, [`_${peer.port}._tcp.mx.dane.test`]: tlsa };
  const { state, reply } = await send(domain, peer.port, sent);
  bench.dns.zone = zone;
  const about = `${name} ${domain}: ${reply}`;
  if (expected instanceof RegExp) {
    assert.equal(state, 'queued', about);
    assert.match(reply, expected, about);
    assert.ok(!peer.lines.some((line) => line.startsWith('MAIL')), `${domain} heard of it`);
    const { rows } = await bench.pool.query<{ told: string }>(
      `select string_agg(detail::text, ' ') as told from delivery_events`,
    );
    assert.match(rows[0]?.told ?? '', new RegExp(expected.source.slice(1)), 'the trace says it');
  } else {
    assert.equal(state, 'relayed', about);
    assert.equal(peer.messages[0]?.secure, expected === 'tls', about);
  }
}

test('RFC 8461 5: an enforced policy requires a server that it names, with a trusted certificate', async () => {
  const wants = /^4\.7\.5 the MTA-STS policy of the domain requires a trusted certificate: /;
  const cases: Case[] = [
    { domain: 'sts.test', expected: 'tls' },
    { domain: 'sts.test', peer: { tls: stranger }, expected: wants },
    { domain: 'sts.test', peer: { tls: 'none' }, expected: wants },
    { domain: 'other.test', expected: /^4\.7\.5 the MTA-STS policy of the domain does not name this server/ },
    { domain: 'testing.test', peer: { tls: stranger }, expected: 'tls' },
    { domain: 'testing.test', peer: { tls: 'none' }, expected: 'clear' },
    { domain: 'away.test', peer: { tls: 'none' }, expected: 'clear' },
    { domain: 'sts.test', peer: { tls: 'none' }, sent: { settings: { keepsTlsPolicies: false } }, expected: 'clear' },
  ];
  for (const one of cases) await check(one);
});

test('RFC 8461 3.3: the cached policy is enforced where the next cannot be fetched', async () => {
  await check({ domain: 'kept.test', expected: 'tls' });
  const changed = { '_mta-sts.kept.test': { TXT: ['v=STSv1; id=2'] } };
  await using peer = await startPeer({ tls: 'none' });
  bench.dns.zone = { ...zone, ...changed };
  trust.isDown = true;
  const { state, reply } = await send('kept.test', peer.port);
  [trust.isDown, bench.dns.zone] = [false, zone];
  assert.equal(state, 'queued', reply);
});

test('mail goes to a server named by the policy if the first is not named, and the first is counted', async () => {
  await using named = await startPeer({ host: '127.0.0.1' });
  await using other = await startPeer({ host: '127.0.0.2', port: named.port });
  const noted: NotedAttempt[] = [];
  const sent = { tlsMeter: { note: (attempt: NotedAttempt) => void noted.push(attempt) } };
  assert.equal((await send('second.test', named.port, sent)).state, 'relayed');
  assert.deepEqual([named.messages.length, other.lines], [1, []]);
  assert.deepEqual(
    noted.map(({ server, tls }) => [server.name, tls.result]),
    [
      ['mx1.two.test', 'not-tried'],
      ['mx.sts.test', 'secured'],
    ],
  );
});

test('RFC 7672: usable TLSA records with DNSSEC require their certificate, unusable ones require TLS', async () => {
  const own = await certificate('whatever.test');
  const record = (usage: number, data: string) => ({ usage, selector: 1, matchingType: 1, data });
  const signed = (...TLSA: ReturnType<typeof record>[]) => ({ TLSA, isAuthentic: true });
  const [right, wrong, authority] = [record(3, spki(own.cert)), record(3, spki(stranger.cert)), record(2, 'aa')];
  const odd = { ...right, matchingType: 9 };
  const named = /^4\.7\.5 the TLSA records of the server \(DANE\) require a matching certificate: /;
  const domain = 'dane.test';
  const cases: Case[] = [
    { domain, peer: { tls: own }, tlsa: signed(right), expected: 'tls' },
    { domain: 'alias.test', peer: { tls: own }, tlsa: signed(wrong), expected: named },
    { domain, peer: { tls: own }, tlsa: signed(wrong, right), expected: 'tls' },
    { domain, tlsa: signed(wrong), expected: named },
    { domain, peer: { tls: 'none' }, tlsa: signed(right), expected: named },
    { domain, peer: { tls: own }, tlsa: signed(wrong, authority), expected: named },
    { domain, peer: { tls: stranger }, tlsa: signed(odd), expected: 'tls' },
    {
      domain,
      peer: { tls: 'none' },
      tlsa: signed(odd),
      expected: /^4\.7\.5 the TLSA records of the server \(DANE\) require TLS: /,
    },
    { domain, peer: { tls: 'none' }, tlsa: { TLSA: [wrong] }, expected: 'clear' },
    { domain, tlsa: 'SERVFAIL', expected: /^4\.4\.3 DNS lookup of its TLSA records \(DANE\) failed/ },
    { domain, peer: { tls: 'none' }, expected: 'clear' },
    // Name servers of a server's domain without DNSSEC may fail on TLSA; they are not asked for it.
    { domain: 'signed.test', peer: { tls: 'none' }, expected: 'clear' },
    {
      domain,
      peer: { tls: 'none' },
      tlsa: signed(right),
      expected: 'clear',
      sent: { settings: { keepsTlsPolicies: false } },
    },
  ];
  for (const one of cases) await check(one);
});

test("RFC 7671 5.2: TLSA records of authorities require a valid chain to one of them and the server's name", async () => {
  const [root, other] = [await authority('Root of dane.test'), await authority('Another')];
  const leaf = await root.issue(['mx.dane.test']);
  const spoken = (usage: number, selector: number, matchingType: number, data: string) => ({
    isAuthentic: true,
    TLSA: [{ usage, selector, matchingType, data }],
  });
  const tlsa = spoken(2, 1, 1, spki(root.cert));
  const behind = ({ cert, key }: typeof leaf, ...chain: string[]) => ({ cert: [cert, ...chain].join('\n'), key });
  const wants =
    /^4\.7\.5 the TLSA records of the server \(DANE\) require a matching certificate: .*(authority in|match|the one in) the TLSA records/;
  const domain = 'dane.test';
  const raw = new X509Certificate(root.cert).raw.toString('hex');
  const forged = await other.issue(['mx.dane.test']);
  const middle = await root.issue([], { isAuthority: true });
  const below = await authority('Middle', middle).then((each) => each.issue(['mx.dane.test']));
  const cases: Case[] = [
    { domain, peer: { tls: behind(leaf, root.cert) }, tlsa, expected: 'tls' },
    { domain: 'alias.test', peer: { tls: behind(leaf, root.cert) }, tlsa, expected: 'tls' },
    { domain, peer: { tls: behind(await root.issue(['dane.test']), root.cert) }, tlsa, expected: 'tls' },
    { domain, peer: { tls: behind(below, middle.cert, root.cert) }, tlsa, expected: 'tls' },
    { domain, peer: { tls: behind(below, middle.cert) }, tlsa: spoken(2, 1, 1, spki(middle.cert)), expected: 'tls' },
    { domain, peer: { tls: leaf }, tlsa: spoken(2, 0, 0, raw), expected: 'tls' },
    { domain, peer: { tls: leaf }, tlsa, expected: wants },
    { domain, peer: { tls: behind(await root.issue(['mx.else.test']), root.cert) }, tlsa, expected: wants },
    {
      domain,
      peer: { tls: behind(await root.issue(['mx.dane.test'], { until: -1 }), root.cert) },
      tlsa,
      expected: wants,
    },
    { domain, peer: { tls: behind(forged, root.cert) }, tlsa, expected: wants },
    { domain, peer: { tls: behind(forged, other.cert) }, tlsa, expected: wants },
    // An authority record with the server's whole certificate, which is no authority, still pins that certificate.
    {
      domain,
      tlsa: spoken(2, 0, 0, new X509Certificate(pair.cert).raw.toString('hex')),
      expected: 'tls',
    },
    { domain, tlsa: spoken(2, 1, 1, spki(pair.cert)), expected: wants },
    { domain, peer: { tls: behind(leaf, leaf.cert) }, tlsa: spoken(2, 1, 1, spki(leaf.cert)), expected: wants },
    // A certificate that is not an authority cannot issue others.
    {
      domain,
      peer: {
        tls: behind(await authority('Leaf', leaf).then((each) => each.issue(['mx.dane.test'])), leaf.cert, root.cert),
      },
      tlsa,
      expected: wants,
    },
    { domain, peer: { tls: 'none' }, tlsa, expected: /^4\.7\.5 / },
  ];
  for (const [at, one] of cases.entries()) await check({ ...one, about: `case ${at}` });
});

test('RFC 8689 3: TLS-Required: No of our users lifts the policies for their own mail only', async () => {
  await using peer = await startPeer({ tls: 'none' });
  const raw = RAW.replace('Subject', 'TLS-Required: No\r\nSubject');
  const accept = async (recipient: string, mail: Parameters<typeof acceptMail>[2]) =>
    (await acceptMail(bench.pool, [recipient], mail)).mailId;
  const other = await accept('carol@sts.test', {});
  const foreign = await accept('dan@sts.test', { raw, source: 'mx' });
  const strict = await accept('erin@sts.test', { raw, requireTls: true });
  assert.equal((await send('sts.test', peer.port, { mail: { raw } })).state, 'relayed');
  assert.deepEqual(
    peer.messages.map(({ recipients }) => recipients),
    [['bob@sts.test']],
  );
  const states = await Promise.all(
    [other, foreign, strict].map(async (id) => (await rowsOf(bench.pool, id))[0]?.state),
  );
  assert.deepEqual(states, ['queued', 'queued', 'failed']);
});
