import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressBlock, addressNeighbourhood, isLoopbackAddress, normaliseIpAddress } from './address.ts';

test('IPv4-mapped addresses are written as IPv4, and zones are removed', () => {
  for (const spelling of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:192.0.2.1', '::ffff:192.0.2.1%eth0'])
    assert.equal(normaliseIpAddress(spelling), '192.0.2.1', spelling);
  assert.equal(normaliseIpAddress('::ffff:0:c000:201'), '::ffff:0:c000:201');
  assert.equal(normaliseIpAddress('fe80::1%eth0'), 'fe80::1');
  assert.equal(normaliseIpAddress('2001:DB8::1'), '2001:db8::1');
});

test('loopback addresses are recognised', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopbackAddress(address));
  for (const address of ['192.0.2.1', '::2', '127.example', '::ffff:10.0.0.1']) assert.ok(!isLoopbackAddress(address));
});

test('connections are counted per /64 for IPv6 and per address for IPv4', () => {
  assert.equal(addressBlock('192.0.2.1'), '192.0.2.1');
  assert.equal(addressBlock('2001:db8:0:1::5'), '2001:db8:0:1::/64');
  assert.equal(addressBlock('2001:db8:0:1:ffff::9'), addressBlock('2001:0db8:0000:0001::5'));
  assert.notEqual(addressBlock('2001:db8:0:2::5'), addressBlock('2001:db8:0:1::5'));
  assert.equal(addressBlock('::1'), '0:0:0:0::/64');
});

test('neighbours share a /24 or a /64', () => {
  assert.equal(addressNeighbourhood('192.0.2.77'), '192.0.2.0/24');
  assert.equal(addressNeighbourhood('::ffff:192.0.2.77'), '192.0.2.0/24');
  assert.equal(addressNeighbourhood('2001:db8:0:1::5'), '2001:db8:0:1::/64');
});
