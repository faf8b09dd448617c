import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseName, reverseName } from './names.ts';

const label63 = 'a'.repeat(63);
const name253 = `${label63}.${label63}.${label63}.${'b'.repeat(61)}`;

const names: [given: string, normal: string | undefined][] = [
  ['Example.TEST', 'example.test'],
  ['example.test.', 'example.test'],
  ['_25._tcp.mx.example.test', '_25._tcp.mx.example.test'],
  ['sel_1._domainkey.example.test', 'sel_1._domainkey.example.test'],
  ['user+tag=x._spf.example.test', 'user+tag=x._spf.example.test'],
  ['xn--fsq.test', 'xn--fsq.test'],
  [name253, name253],
  [`${name253}.`, name253],
  [`${name253}b`, undefined],
  [`${'a'.repeat(64)}.test`, undefined],
  ['', undefined],
  ['.', undefined],
  ['example..test', undefined],
  ['.example.test', undefined],
  ['example.test..', undefined],
  ['例.test', undefined],
  ['a b.test', 'a b.test'],
  ['a\\.test', undefined],
  ['a\n.test', undefined],
  ['a\0.test', undefined],
];
for (const [given, normal] of names) {
  test(`${JSON.stringify(given.slice(0, 40))} (${given.length}) is ${normal === undefined ? 'no name' : 'a name'}`, () =>
    assert.equal(normaliseName(given), normal));
}

const reversed: [address: string, name: string | undefined][] = [
  ['192.0.2.1', '1.2.0.192.in-addr.arpa'],
  ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
  ['::ffff:192.0.2.1', `1.0.2.0.0.0.0.c.f.f.f.f.${'0.'.repeat(20)}ip6.arpa`],
  ['fe80::1%eth0', undefined],
  ['192.0.2', undefined],
  ['example.test', undefined],
];
for (const [address, name] of reversed) {
  test(`the reverse name of ${address} (RFC 3596 2.5)`, () => assert.equal(reverseName(address), name));
}
