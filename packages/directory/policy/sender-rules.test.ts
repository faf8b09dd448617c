import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailError } from '@postroom/types';
import { senderPattern } from './sender-rules.ts';

test('sender rules for addresses, domains and networks are normalised, however they are written', () => {
  const same: [written: string, kept: string][] = [
    [' News@Shop.Example ', 'news@shop.example'],
    ['*@B\u00fccher.example', '*@xn--bcher-kva.example'],
    ['*', '*'],
    ['*@*', '*@*'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
  ];
  for (const [written, kept] of same) assert.equal(senderPattern(written), kept, written);
  const none = [
    '::ffff:192.0.2.0/90',
    '::ffff:192.0.2.0/129',
    '192.0.2.0/33',
    '192.0.2.0/x',
    '*@*@*',
    'a b@c.example',
    '',
    '*.*',
    'fe80::1%eth0',
  ];
  for (const written of none)
    assert.throws(
      () => senderPattern(written),
      (error) => isMailError(error, 'invalid'),
      written,
    );
});
