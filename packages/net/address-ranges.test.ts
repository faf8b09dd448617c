import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressRanges } from './address-ranges.ts';

test('single addresses and ranges of both families match', () => {
  const ranges = AddressRanges.parse('192.0.2.1, 10.0.0.0/8,2001:db8::/32 ,::1');
  for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '10.255.0.1', '::ffff:10.0.0.1', '2001:DB8::5', '::1']) {
    assert.ok(ranges.has(address), address);
  }
  for (const address of ['192.0.2.2', '11.0.0.1', '2001:db9::1', '::2', '', 'localhost', '::ffff:192.0.2.2']) {
    assert.ok(!ranges.has(address), address);
  }
});

test('an empty list matches nobody', () => {
  for (const text of ['', '  ']) assert.ok(!AddressRanges.parse(text).has('127.0.0.1'));
});

test('an invalid list is refused, naming the wrong entry', () => {
  const wrong = ['10.0.0.0/33', '::/129', '10.0.0', 'proxy.example', '10.0.0.1,', '10.0.0.0/8/8', '10.0.0.0/-1', ' , '];
  for (const text of [...wrong, 'fe80::1%eth0', '10.0.0.1 10.0.0.2']) {
    assert.throws(() => AddressRanges.parse(text), /is neither an IP address nor a range/, text);
  }
  assert.throws(() => AddressRanges.parse('::1,10.0.0.300'), /^Error: "10\.0\.0\.300" is neither/);
  for (const text of ['::ffff:10.0.0.1', '::FFFF:a00:1', '::ffff:10.0.0.0/104']) {
    assert.throws(() => AddressRanges.parse(text), /write it as IPv4/, text);
  }
});
