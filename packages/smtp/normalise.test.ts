import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddressLiteral } from './address-literal.ts';
import { displayDomain, normaliseDomain } from './domain.ts';
import { domainOf, normaliseAddress } from './normalise.ts';

test('different spellings of a domain are normalised to one', () => {
  for (const text of ['例子.测试', '例子。测试', 'XN--FSQU00A.xn--0zwm56d', 'xn--fsqu00a.xn--0zwm56d.']) {
    assert.equal(normaliseDomain(text), 'xn--fsqu00a.xn--0zwm56d', text);
  }
  assert.equal(normaliseDomain('BÜCHER.example'), 'xn--bcher-kva.example');
  assert.equal(normaliseDomain('1.2.3.4.5'), '1.2.3.4.5');
  assert.equal(normaliseDomain('[ipv6:2001:DB8:0:0::1]'), '[IPv6:2001:db8::1]');
  assert.equal(displayDomain('xn--bcher-kva.example'), 'bücher.example');
  assert.equal(normaliseDomain('a b'), undefined);
});

test('an IPv4-mapped socket address is written as IPv4', () => {
  assert.equal(formatAddressLiteral('::ffff:127.0.0.1'), '[127.0.0.1]');
  assert.equal(formatAddressLiteral('fe80::1%eth0'), '[IPv6:fe80::1]');
});

test('the local part of an address keeps its case', () => {
  assert.equal(normaliseAddress('Alice@Example.ORG'), 'Alice@example.org');
  assert.equal(normaliseAddress('"Alice"@example.org'), 'Alice@example.org');
  assert.equal(normaliseAddress('nonsense'), undefined);
  assert.equal(domainOf('u@BÜCHER.example'), 'xn--bcher-kva.example');
});
