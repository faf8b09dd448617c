import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { createResolver } from '@postroom/dns';
import { createOutgoing, HostList } from '@postroom/outgoing';
import { startSmtpPeer, type Zone } from '@postroom/testkit';
import { generate } from 'selfsigned';
import { deliverRemote } from '../deliver.ts';
import type { RemoteSettings } from '../settings.ts';
import { acceptMail, type Bench, makeAccount, openBench, RAW, reports, rowsOf } from '../testing.ts';
import type { NotedAttempt, TlsMeter } from '../tls-meter/tls-meter.ts';
import { StsPolicies } from './sts-policies.ts';

// RFC 8689: mail that requires TLS goes to servers that are proved to be the domain's and promise the same, or comes back.

const REQUIRETLS = ['PIPELINING', '8BITMIME', 'DSN', 'REQUIRETLS'];

async function certificate(...names: string[]) {
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const pair = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { cert: pair.cert, key: pair.private };
}

interface Issued {
  readonly until?: number;
  readonly isAuthority?: boolean;
}

/** An authority that signs for servers; `from`: with that certificate, whatever that is. */
async function authority(name: string, from?: { cert: string; key: string }) {
  const signs = [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ] as const;
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const;
  const made = from ?? (await generate([{ name: 'commonName', value: name }], { ...kind, extensions: [...signs] }));
  const key = 'private' in made ? made.private : made.key;
  return {
    cert: made.cert,
    async issue(names: readonly string[], { until = 30, isAuthority = false }: Issued = {}) {
      const altNames = names.map((value) => ({ type: 2 as const, value }));
      const day = (days: number) => new Date(Date.now() + days * 86_400_000);
      const issued = await generate([{ name: 'commonName', value: names[0] ?? 'Middle' }], {
        ...{ ...kind, ca: { key, cert: made.cert }, notBeforeDate: day(-30), notAfterDate: day(until) },
        extensions: isAuthority ? [...signs] : [{ name: 'subjectAltName', altNames }],
      });
      return { cert: issued.cert, key: issued.private };
    },
  };
}

const pair = await certificate('mx.signed.test', 'mx.sts.test', 'mx.nothing.test', 'own.test', 'mx.dane.test');
const stranger = await certificate('elsewhere.test');
const spki = (pem: string) =>
  createHash('sha256')
    .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
const HERE = { A: ['127.0.0.1'] };
const zone: Zone = {
  'signed.test': { MX: [[10, 'mx.signed.test']], isAuthentic: true },
  'mx.signed.test': HERE,
  'sts.test': { MX: [[10, 'mx.sts.test']] },
  'mx.sts.test': HERE,
  '_mta-sts.sts.test': { TXT: ['v=STSv1; id=1'] },
  'other.test': { MX: [[10, 'mx.nothing.test']] },
  '_mta-sts.other.test': { TXT: ['v=STSv1; id=1'] },
  'away.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.away.test': { TXT: ['v=STSv1; id=1'] },
  'testing.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.testing.test': { TXT: ['v=STSv1; id=1'] },
  'kept.test': { MX: [[10, 'mx.sts.test']] },
  '_mta-sts.kept.test': { TXT: ['v=STSv1; id=1'] },
  'second.test': {
    MX: [
      [10, 'mx1.two.test'],
      [20, 'mx.sts.test'],
    ],
  },
  '_mta-sts.second.test': { TXT: ['v=STSv1; id=1'] },
  'nothing.test': { MX: [[10, 'mx.nothing.test']] },
  'mx.nothing.test': HERE,
  'own.test': HERE,
  'two.test': {
    MX: [
      [10, 'mx1.two.test'],
      [20, 'mx.signed.test'],
    ],
    isAuthentic: true,
  },
  'mx1.two.test': { A: ['127.0.0.2'] },
  'dane.test': { MX: [[10, 'mx.dane.test']], isAuthentic: true },
  'mx.dane.test': { ...HERE, isAuthentic: true },
  'alias.test': { MX: [[10, 'mx.alias.test']], isAuthentic: true },
  'mx.alias.test': { CNAME: 'mx.dane.test', isAuthentic: true },
};

const stack = new AsyncDisposableStack();
let bench: Bench;
let sts: StsPolicies;
const asked: string[] = [];
/** The server of policies. */
let isDown = false;

before(async () => {
  bench = stack.use(await openBench(zone));
  await makeAccount(bench.pool, 'alice@postroom.test');
  const names = ['sts', 'other', 'away', 'testing', 'kept', 'second'].map((name) => `mta-sts.${name}.test`);
  const web = await certificate(...names);
  const server = createServer(web, (request, response) => {
    asked.push(`${request.headers.host?.split(':')[0]}${request.url}`);
    const host = request.headers.host ?? '';
    response.statusCode = host.startsWith('mta-sts.away') || isDown ? 301 : 200;
    const mx = host.startsWith('mta-sts.other') ? '*.elsewhere.test' : 'mx.sts.test';
    const mode = host.startsWith('mta-sts.testing') ? 'testing' : 'enforce';
    response.end(`version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: 86400\r\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const resolver = createResolver({
    servers: bench.dns.address,
    tryMs: 400,
    totalMs: 1_500,
  });
  const addresses = {
    a: async () => ({ kind: 'found', records: ['127.0.0.1'], name: '', isAuthentic: false }) as const,
    aaaa: resolver.aaaa,
  };
  const outgoing = createOutgoing({
    resolver: addresses,
    listed: HostList.parse(names.map((name) => `${name}:${port}`).join(',')),
    ca: web.cert,
  });
  // A policy is at port 443, which is none that a test may open.
  sts = new StsPolicies(bench.pool, resolver, {
    ask: (url, request) => outgoing.ask(url.replace('.test/', `.test:${port}/`), request),
  });
});
after(() => stack.disposeAsync());
beforeEach(() => bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs'));

interface Peer {
  extensions?: string[];
  tls?: typeof pair | 'none';
  host?: string;
  port?: number;
}

const startPeer = ({ extensions = REQUIRETLS, tls = pair, ...place }: Peer = {}) =>
  startSmtpPeer({ extensions, ...(tls !== 'none' && { tls }), ...place });

interface Sent {
  mail?: Parameters<typeof acceptMail>[2];
  settings?: Partial<RemoteSettings>;
  tlsMeter?: Pick<TlsMeter, 'note'>;
}
const REQUIRES = { requireTls: true };
const USUAL = { mail: {} };

/** Sends a mail and returns what became of it. */
async function send(domain: string, port: number, { mail = REQUIRES, settings: others = {}, ...rest }: Sent = {}) {
  const resolver = createResolver({ servers: bench.dns.address, tryMs: 400, totalMs: 1_500, trustAd: 'yes' });
  const { mailId } = await acceptMail(bench.pool, [`bob@${domain}`], { returnContent: 'FULL', ...mail });
  const settings = { port, tls: { policy: 'opportunistic', ca: pair.cert }, ...others } as const;
  await deliverRemote(bench.context(settings, { sts, resolver, ...rest }), { destination: domain });
  const [row] = await rowsOf(bench.pool, mailId);
  return { state: row?.state, reply: row?.last_reply ?? '' };
}

test('a domain whose servers DNSSEC, MTA-STS or its own name vouches for gets it, marked', async () => {
  for (const domain of ['signed.test', 'sts.test', 'own.test']) {
    await using peer = await startPeer();
    assert.equal((await send(domain, peer.port)).state, 'relayed', domain);
    assert.match(peer.messages[0]?.mailLine ?? '', / REQUIRETLS/);
    assert.equal(peer.messages[0]?.secure, true);
  }
  assert.deepEqual(asked, ['mta-sts.sts.test/.well-known/mta-sts.txt']);
});

test('a policy is asked for once while it holds, also where its record is gone', async () => {
  asked.length = 0;
  await using peer = await startPeer();
  bench.dns.zone = { ...zone, '_mta-sts.sts.test': 'SERVFAIL' };
  assert.equal((await send('sts.test', peer.port)).state, 'relayed');
  bench.dns.zone = zone;
  assert.deepEqual(asked, []);
});

test('where nobody vouches for the servers, or none keeps the promise, it comes back without its content', async () => {
  const cases: [domain: string, peer: Peer, reason: RegExp][] = [
    ['nothing.test', {}, /neither DNSSEC nor MTA-STS/],
    ['other.test', {}, /policy names its mail servers/],
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

test('what cannot be known now waits', async () => {
  await using peer = await startPeer();
  const { state, reply } = await send('away.test', peer.port);
  assert.deepEqual([state, /^4\.7\.0 .*status 301/.test(reply)], ['queued', true], reply);
  assert.deepEqual(peer.messages, []);
});

test('servers are proved by the answer that names them, and not by one that came before or after', async () => {
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

test('another server of the domain gets it where the first does not do', async () => {
  await using good = await startPeer({ host: '127.0.0.1' });
  await using _bad = await startPeer({ host: '127.0.0.2', port: good.port, extensions: [] });
  assert.equal((await send('two.test', good.port)).state, 'relayed');
  assert.equal(good.messages.length, 1);
});

test('other mail for the same domain goes as ever', async () => {
  await using peer = await startPeer({ tls: 'none' });
  await acceptMail(bench.pool, ['carol@signed.test']);
  assert.equal((await send('signed.test', peer.port)).state, 'failed');
  assert.deepEqual(
    peer.messages.map(({ recipients, mailLine }) => [recipients[0], /REQUIRETLS/.test(mailLine)]),
    [['carol@signed.test', false]],
  );
});

test('RFC 7672: the certificate that DNSSEC names is proof enough, another one is not', async () => {
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

// Other mail keeps what the domain says of TLS, or waits.

interface Case {
  domain: string;
  peer?: Peer;
  /** Of the server's port at mx.dane.test. */
  tlsa?: Zone[string];
  sent?: Sent;
  /** Of the reply where the mail waits; else it is sent, by TLS or in clear. */
  expected: RegExp | 'tls' | 'clear';
  about?: string;
}

async function check({ domain, peer: options, tlsa, sent, expected, about: name = '' }: Case) {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  await using peer = await startPeer({ extensions: ['PIPELINING'], ...options });
  if (tlsa) bench.dns.zone = { ...zone, [`_${peer.port}._tcp.mx.dane.test`]: tlsa };
  const { state, reply } = await send(domain, peer.port, { ...USUAL, ...sent });
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

test('RFC 8461 5: a policy in mode enforce wants a server that it names, with a trusted certificate', async () => {
  const wants = /^4\.7\.5 their policy \(MTA-STS\) wants a trusted certificate: /;
  const cases: Case[] = [
    { domain: 'sts.test', expected: 'tls' },
    { domain: 'sts.test', peer: { tls: stranger }, expected: wants },
    { domain: 'sts.test', peer: { tls: 'none' }, expected: wants },
    { domain: 'other.test', expected: /^4\.7\.5 their policy \(MTA-STS\) does not name this server/ },
    { domain: 'testing.test', peer: { tls: stranger }, expected: 'tls' },
    { domain: 'testing.test', peer: { tls: 'none' }, expected: 'clear' },
    { domain: 'away.test', peer: { tls: 'none' }, expected: 'clear' },
    { domain: 'sts.test', peer: { tls: 'none' }, sent: { settings: { keepsTlsPolicies: false } }, expected: 'clear' },
  ];
  for (const one of cases) await check(one);
});

test('RFC 8461 3.3: the policy that is kept holds where the next cannot be had', async () => {
  await check({ domain: 'kept.test', expected: 'tls' });
  const changed = { '_mta-sts.kept.test': { TXT: ['v=STSv1; id=2'] } };
  await using peer = await startPeer({ tls: 'none' });
  bench.dns.zone = { ...zone, ...changed };
  isDown = true;
  const { state, reply } = await send('kept.test', peer.port, USUAL);
  [isDown, bench.dns.zone] = [false, zone];
  assert.equal(state, 'queued', reply);
});

test('a server that the policy names gets it where the first is none, and the first is counted', async () => {
  await using named = await startPeer({ host: '127.0.0.1' });
  await using other = await startPeer({ host: '127.0.0.2', port: named.port });
  const noted: NotedAttempt[] = [];
  const sent = { ...USUAL, tlsMeter: { note: (attempt: NotedAttempt) => void noted.push(attempt) } };
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

test('RFC 7672: records of the server, which DNSSEC vouches for, want its certificate alone, others want TLS', async () => {
  const own = await certificate('whatever.test');
  const record = (usage: number, data: string) => ({ usage, selector: 1, matchingType: 1, data });
  const signed = (...TLSA: ReturnType<typeof record>[]) => ({ TLSA, isAuthentic: true });
  const [right, wrong, authority] = [record(3, spki(own.cert)), record(3, spki(stranger.cert)), record(2, 'aa')];
  const odd = { ...right, matchingType: 9 };
  const named = /^4\.7\.5 their DNS \(DANE\) wants the certificate that it names: /;
  const domain = 'dane.test';
  const cases: Case[] = [
    { domain, peer: { tls: own }, tlsa: signed(right), expected: 'tls' },
    { domain: 'alias.test', peer: { tls: own }, tlsa: signed(wrong), expected: named },
    { domain, peer: { tls: own }, tlsa: signed(wrong, right), expected: 'tls' },
    { domain, tlsa: signed(wrong), expected: named },
    { domain, peer: { tls: 'none' }, tlsa: signed(right), expected: named },
    { domain, peer: { tls: own }, tlsa: signed(wrong, authority), expected: named },
    { domain, peer: { tls: stranger }, tlsa: signed(odd), expected: 'tls' },
    { domain, peer: { tls: 'none' }, tlsa: signed(odd), expected: /^4\.7\.5 their DNS \(DANE\) wants TLS: / },
    { domain, peer: { tls: 'none' }, tlsa: { TLSA: [wrong] }, expected: 'clear' },
    { domain, tlsa: 'SERVFAIL', expected: /^4\.4\.3 DNS cannot say now which certificate it has \(DANE\)/ },
    { domain, peer: { tls: 'none' }, expected: 'clear' },
    // Who does not sign may have name servers that fail: they are not asked.
    { domain: 'signed.test', peer: { tls: 'none' }, expected: 'clear' },
    {
      ...{ domain, peer: { tls: 'none' }, tlsa: signed(right), expected: 'clear' },
      sent: { settings: { keepsTlsPolicies: false } },
    },
  ];
  for (const one of cases) await check(one);
});

test('RFC 7671 5.2: records of authorities want a chain up to one of them, and a name of the server, in time', async () => {
  const [root, other] = [await authority('Root of dane.test'), await authority('Another')];
  const leaf = await root.issue(['mx.dane.test']);
  const spoken = (usage: number, selector: number, matchingType: number, data: string) => ({
    ...{ isAuthentic: true, TLSA: [{ usage, selector, matchingType, data }] },
  });
  const tlsa = spoken(2, 1, 1, spki(root.cert));
  const behind = ({ cert, key }: typeof leaf, ...chain: string[]) => ({ cert: [cert, ...chain].join('\n'), key });
  const wants =
    /^4\.7\.5 their DNS \(DANE\) wants the certificate that it names: .*(authority that DNS names|the one that DNS names)/;
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
    // Of the server itself, which is no authority.
    { domain, tlsa: spoken(2, 1, 1, spki(pair.cert)), expected: wants },
    { domain, peer: { tls: behind(leaf, leaf.cert) }, tlsa: spoken(2, 1, 1, spki(leaf.cert)), expected: wants },
    // What no authority may sign is signed by nobody.
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

test('RFC 8689 3: TLS-Required: No of our own users lifts that for their mail, and for no other', async () => {
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
