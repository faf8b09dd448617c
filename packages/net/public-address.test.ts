import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from './public-address.ts';

test('public addresses are recognised', () => {
  const open = ['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '192.167.1.1'];
  open.push('169.253.0.1', '223.255.255.255', '198.17.0.1', '2a00:1450:4001::1', '2606:4700:4700::1111', '3fff::1');
  open.push('64:ff9b::808:808', '64:ff9b::8.8.8.8', '2001:470::1', '2001:4860:4860::8888');
  for (const address of open) assert.equal(isPublicAddress(address), true, address);
});

test('private, local and reserved addresses are not public', () => {
  const closed = ['127.0.0.1', '127.255.255.255', '0.0.0.0', '0.1.2.3', '10.0.0.1', '172.16.0.1', '172.31.255.255'];
  closed.push('192.168.0.1', '169.254.169.254', '100.64.0.1', '100.127.255.255', '198.18.0.1', '198.19.255.255');
  closed.push('224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '192.0.0.8', '192.88.99.1');
  closed.push(
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::FFFF:7f00:1',
    '0:0:0:0:0:ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '::7f00:1',
  );
  closed.push(
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    'ff0e::1',
    '100::1',
  );
  closed.push('64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b::1', '64:ff9b::', '64:ff9b:1::1');
  closed.push(
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:c0a8:101::1',
    '2002::1',
    '2002:808:808::1',
    '2001::1',
    '2001:0:4136:e378::1',
  );
  closed.push('', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '[::1]');
  for (const address of closed) assert.equal(isPublicAddress(address), false, address);
});
