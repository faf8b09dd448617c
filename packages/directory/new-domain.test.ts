import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newDomain } from './new-domain.ts';

const refusal = (name: string) => {
  const made = newDomain(name);
  return 'refusal' in made ? made.refusal : `taken as ${made.key}`;
};

test('different spellings of a domain have one key', () => {
  for (const name of ['bücher.test', 'BU\u0308CHER.test', 'xn--bcher-kva.test.', 'XN--BCHER-KVA.TEST', 'ＢÜCHER。test'])
    assert.deepEqual(newDomain(name), { key: 'bücher.test' });
});

test('a domain without a dot is accepted only with --force, as for a private network', () => {
  for (const name of ['localhost', 'corp', 'CORP.']) {
    assert.match(refusal(name), /no dot.*--force/);
    assert.deepEqual(newDomain(name, { force: true }), { key: name.toLowerCase().replace('.', '') });
  }
});

test('a name that cannot receive mail is refused with the reason', () => {
  for (const [name, why] of [
    ['192.0.2.1', /is an IP address/],
    ['[192.0.2.1]', /is not a domain name/],
    ['[IPv6:2001:db8::1]', /is not a domain name/],
    ['*.example.test', /add each domain separately/],
    ['alice@example.test', /after the @/],
    ['http://example.test', /is not a domain name/],
    [`${'a'.repeat(64)}.test`, /63 octets/],
    [`${'ü'.repeat(60)}.test`, /Not a domain name/],
    [`${'a.'.repeat(126)}ab`, /253/],
    ['xn--a.test', /international name/],
    ['a..test', /Not a domain name/],
    ['-a.test', /Not a domain name/],
  ] as const)
    assert.match(refusal(name), why, name);
  assert.match(refusal('7'), /is an IP address/);
  assert.deepEqual(newDomain(`${'a.'.repeat(124)}test`), { key: `${'a.'.repeat(124)}test` });
});
