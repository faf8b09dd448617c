import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type DnsServer, startDns } from '@postroom/testkit';
import { AnswerCache } from './cache.ts';
import { createResolver, type DnsResolver } from './resolver.ts';

let dns: DnsServer;
let resolver: DnsResolver;
let seconds = 0;

before(async () => {
  dns = await startDns({
    'short.test': { A: ['192.0.2.1'], ttl: 0 },
    'minute.test': { A: ['192.0.2.1'], ttl: 60 },
    'year.test': { A: ['192.0.2.1'], ttl: 31_536_000 },
    'negative-ttl.test': { A: ['192.0.2.1'], ttl: 0xffff_ffff },
    'alias.test': { CNAME: 'minute.test', ttl: 30 },
    'soa.test': { SOA: { minimum: 120 }, TXT: ['x'], ttl: 3600 },
    'soa-ttl.test': { SOA: { minimum: 120 }, ttl: 20 },
    'soa-day.test': { SOA: { minimum: 86_400 }, ttl: 86_400 },
    'bare.test': { TXT: ['x'] },
    'broken.test': 'SERVFAIL',
    'slow.test': { A: ['192.0.2.1'], delayMs: 30 },
  });
});
after(() => dns[Symbol.asyncDispose]());
beforeEach(() => {
  seconds = 0;
  dns.questions.length = 0;
  resolver = createResolver({ servers: dns.address, nowMs: () => seconds * 1000 });
});

const kept: [name: string, seconds: number, why: string][] = [
  ['minute.test', 60, 'its time to live'],
  ['short.test', 5, 'the floor'],
  ['year.test', 3600, 'the ceiling'],
  ['negative-ttl.test', 5, 'RFC 2181 8'],
  ['alias.test', 30, 'the alias’ time to live'],
  ['missing.soa.test', 120, 'the SOA’s minimum, RFC 2308 5'],
  ['soa.test', 120, 'the SOA’s minimum for missing records'],
  ['missing.soa-ttl.test', 20, 'the SOA’s own time to live'],
  ['missing.soa-day.test', 900, 'the ceiling of negative answers'],
  ['bare.test', 5, 'no SOA at all'],
  ['broken.test', 5, 'a failure, for seconds only'],
];
for (const [name, time, why] of kept) {
  test(`the answer for ${name} is cached for ${time} s: ${why}`, async () => {
    await resolver.a(name);
    assert.equal(dns.questions.length, 1);
    seconds = time - 0.1;
    await resolver.a(name);
    assert.equal(dns.questions.length, 1, 'asked too early');
    seconds = time + 0.1;
    await resolver.a(name);
    assert.equal(dns.questions.length, 2, 'kept too long');
  });
}

test('simultaneous equal queries are sent once', async () => {
  const asked = await Promise.all(['slow.test', 'SLOW.test', 'slow.test.'].map((name) => resolver.a(name)));
  assert.deepEqual(dns.questions, ['A slow.test']);
  assert.equal(new Set(asked).size, 1);
  await resolver.txt('slow.test');
  assert.deepEqual(dns.questions, ['A slow.test', 'TXT slow.test']);
});

const answer = (text: string) => ({ kind: 'found', records: [text], name: 'a.test', isAuthentic: false }) as const;

test('the number of cache entries is limited, and the longest unused one is removed', () => {
  const cache = new AnswerCache({ maxEntries: 3, maxBytes: 1_000_000 });
  for (const key of ['a', 'b', 'c']) cache.set(key, answer(key), 10);
  cache.get('a', 0);
  cache.set('d', answer('d'), 10);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].filter((key) => cache.get(key, 0)),
    ['a', 'c', 'd'],
  );
});

test('the size of the cache in octets is limited, whatever is added and removed', () => {
  const cache = new AnswerCache({ maxEntries: 1000, maxBytes: 10_000 });
  for (let at = 0; at < 500; at++) {
    cache.set(`${at % 50}`, answer('x'.repeat(at * 7)), at);
    assert.ok(cache.bytes <= 10_000, `${cache.bytes}`);
  }
  for (let at = 0; at < 50; at++) cache.get(`${at}`, 1e9);
  assert.deepEqual([cache.size, cache.bytes], [0, 0]);
});
