import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type DnsServer, startDns } from '@postroom/testkit';
import type { Answer } from './answer.ts';
import { createResolver, type DnsResolver } from './resolver.ts';

const CERTIFICATE = 'ab'.repeat(32);
const chain = (length: number) =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `${at}.chain${length}.test`,
      at + 1 < length ? { CNAME: `${at + 1}.chain${length}.test` } : { A: ['192.0.2.9'] },
    ]),
  );

let dns: DnsServer;
let resolver: DnsResolver;

before(async () => {
  dns = await startDns({
    '': { NS: ['a.root.test'], isAuthentic: true },
    'example.test': {
      MX: [
        [10, 'MX1.example.test'],
        [20, 'mx_2.example.test'],
      ],
      TXT: ['v=spf1 -all', `long ${'é'.repeat(300)}`],
    },
    'mx1.example.test': { A: ['192.0.2.1', '192.0.2.2'], AAAA: ['2001:db8:0:0:1:0:0:1', '::ffff:192.0.2.3'] },
    '_25._tcp.mx1.example.test': {
      TLSA: [{ usage: 3, selector: 1, matchingType: 1, data: CERTIFICATE }],
      isAuthentic: true,
    },
    '1.2.0.192.in-addr.arpa': { PTR: ['MX1.example.test'] },
    'null.test': { MX: [[0, '.']] },
    'alias.test': { CNAME: 'MX1.example.test' },
    'signed.test': { A: ['192.0.2.7'], isAuthentic: true },
    'signed-alias.test': { CNAME: 'signed.test', isAuthentic: true },
    'half-signed.test': { CNAME: 'mx1.example.test', isAuthentic: true },
    'unfollowed.test': { CNAME: 'mx1.example.test', isUnfollowed: true },
    'to-nothing.test': { CNAME: 'missing.test' },
    'to-nodata.test': { CNAME: 'empty.test' },
    'empty.test': { TXT: ['only words'] },
    'round.test': { CNAME: 'round.test' },
    'round1.test': { CNAME: 'round2.test', isUnfollowed: true },
    'round2.test': { CNAME: 'round1.test', isUnfollowed: true },
    ...chain(9),
    ...chain(10),
    'broken.test': 'SERVFAIL',
    'refused.test': 'REFUSED',
    'silent.test': 'TIMEOUT',
    'odd.test': { MX: [[10, 'a\r\nb.test']], PTR: ['e\u001b[31m.test'] },
  });
  resolver = createResolver({ servers: dns.address });
});
after(() => dns[Symbol.asyncDispose]());

const found = <T>(records: readonly T[], name: string, isAuthentic = false) => ({
  kind: 'found',
  records,
  name,
  isAuthentic,
});
const questions: [what: string, ask: (resolver: DnsResolver) => Promise<Answer<unknown>>, answer: object][] = [
  [
    'MX with hosts in lower case',
    ({ mx }) => mx('example.test'),
    found(
      [
        { preference: 10, host: 'mx1.example.test' },
        { preference: 20, host: 'mx_2.example.test' },
      ],
      'example.test',
    ),
  ],
  ['a null MX, RFC 7505', ({ mx }) => mx('null.test'), found([{ preference: 0, host: '' }], 'null.test')],
  ['A with two addresses', ({ a }) => a('MX1.Example.Test.'), found(['192.0.2.1', '192.0.2.2'], 'mx1.example.test')],
  [
    'AAAA as RFC 5952 writes them',
    ({ aaaa }) => aaaa('mx1.example.test'),
    found(['2001:db8::1:0:0:1', '::ffff:192.0.2.3'], 'mx1.example.test'),
  ],
  [
    'TXT, its strings joined',
    ({ txt }) => txt('example.test'),
    found(['v=spf1 -all', `long ${'é'.repeat(300)}`], 'example.test'),
  ],
  ['PTR of an address', ({ ptr }) => ptr('192.0.2.1'), found(['mx1.example.test'], '1.2.0.192.in-addr.arpa')],
  [
    'TLSA, validated',
    ({ tlsa }) => tlsa('_25._tcp.mx1.example.test'),
    found(
      [{ usage: 3, selector: 1, matchingType: 1, data: Buffer.from(CERTIFICATE, 'hex') }],
      '_25._tcp.mx1.example.test',
      true,
    ),
  ],
  ['CNAME itself', ({ cname }) => cname('alias.test'), found(['mx1.example.test'], 'alias.test')],
  ['a name without CNAME', ({ cname }) => cname('example.test'), { kind: 'no-such-records', isAuthentic: false }],
  ['an alias', ({ a }) => a('alias.test'), found(['192.0.2.1', '192.0.2.2'], 'mx1.example.test')],
  [
    'an alias that the server does not follow',
    ({ a }) => a('unfollowed.test'),
    found(['192.0.2.1', '192.0.2.2'], 'mx1.example.test'),
  ],
  ['an alias, all of it validated', ({ a }) => a('signed-alias.test'), found(['192.0.2.7'], 'signed.test', true)],
  [
    'an alias, half of it validated',
    ({ a }) => a('half-signed.test'),
    found(['192.0.2.1', '192.0.2.2'], 'mx1.example.test'),
  ],
  ['an alias of a missing name', ({ a }) => a('to-nothing.test'), { kind: 'no-such-name', isAuthentic: false }],
  [
    'an alias of a name without such records',
    ({ a }) => a('to-nodata.test'),
    { kind: 'no-such-records', isAuthentic: false },
  ],
  ['eight aliases in a row', ({ a }) => a('0.chain9.test'), found(['192.0.2.9'], '8.chain9.test')],
  ['nine aliases', ({ a }) => a('0.chain10.test'), { kind: 'temporary-failure', reason: 'alias-chain' }],
  ['an alias of itself', ({ a }) => a('round.test'), { kind: 'temporary-failure', reason: 'alias-chain' }],
  ['two aliases of each other', ({ a }) => a('round1.test'), { kind: 'temporary-failure', reason: 'alias-chain' }],
  ['no such name', ({ mx }) => mx('missing.test'), { kind: 'no-such-name', isAuthentic: false }],
  ['no such records', ({ mx }) => mx('empty.test'), { kind: 'no-such-records', isAuthentic: false }],
  ['a server that fails', ({ mx }) => mx('broken.test'), { kind: 'temporary-failure', reason: 'server-failure' }],
  ['a server that refuses', ({ mx }) => mx('refused.test'), { kind: 'temporary-failure', reason: 'refused' }],
  ['an invalid name', ({ mx }) => mx('a..test'), { kind: 'not-a-name' }],
  ['a name that is too long', ({ txt }) => txt(`${'a.'.repeat(127)}test`), { kind: 'not-a-name' }],
  ['an international name that is not an A-label', ({ a }) => a('例.test'), { kind: 'not-a-name' }],
  ['what is no address', ({ ptr }) => ptr('example.test'), { kind: 'not-a-name' }],
  [
    'control characters in a name',
    ({ mx }) => mx('odd.test'),
    found([{ preference: 10, host: 'a\\013\\010b.test' }], 'odd.test'),
  ],
  ['which cannot be asked for', ({ a }) => a('a\\013\\010b.test'), { kind: 'not-a-name' }],
  ['the probe of Postfix', ({ probe }) => probe(), found(['a.root.test'], '', true)],
];
for (const [what, ask, answer] of questions) {
  test(what, async () => assert.deepEqual(await ask(resolver), answer));
}

test('a silent server is a temporary failure', async () => {
  const brief = createResolver({ servers: dns.address, tryMs: 30, totalMs: 100 });
  assert.deepEqual(await brief.mx('silent.test'), { kind: 'temporary-failure', reason: 'time-out' });
});

test('without a reachable server a query fails temporarily, and not with "no such name"', async () => {
  const nowhere = createResolver({ servers: '127.0.0.1:1', totalMs: 500 });
  assert.deepEqual(await nowhere.mx('example.test'), { kind: 'temporary-failure', reason: 'unreachable' });
});

test('the AD bit counts only from trusted servers', async () => {
  const wary = createResolver({ servers: dns.address, trustAd: 'no' });
  assert.deepEqual(await wary.a('signed.test'), found(['192.0.2.7'], 'signed.test', false));
  assert.equal(((await wary.probe()) as { isAuthentic: boolean }).isAuthentic, false);
});

test('hundreds of simultaneous queries are all answered', async () => {
  const busy = createResolver({ servers: dns.address });
  const zone = dns.zone;
  const names = Array.from({ length: 600 }, (_, at) => `${at}.many.test`);
  dns.zone = Object.fromEntries(names.map((name, at) => [name, { A: [`10.0.${at >> 8}.${at & 255}`] }]));
  const answers = await Promise.all(names.map((name) => busy.a(name)));
  dns.zone = zone;
  assert.deepEqual(
    answers.map((answer) => answer.kind === 'found' && answer.records[0]),
    names.map((_, at) => `10.0.${at >> 8}.${at & 255}`),
  );
});
