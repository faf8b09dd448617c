import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBdatCommand } from './bdat-command.ts';

test('RFC 3030 2: BDAT has a size, and optionally LAST', () => {
  assert.deepEqual(parseBdatCommand('0'), { size: 0, last: false });
  assert.deepEqual(parseBdatCommand('86000 LAST'), { size: 86_000, last: true });
  assert.deepEqual(parseBdatCommand('007  last'), { size: 7, last: true });
  assert.deepEqual(parseBdatCommand('9223372036854775808'), { size: 2 ** 63, last: false });
});

test('an invalid size is refused', () => {
  for (const args of [
    '',
    'LAST',
    '-1',
    '+1',
    '1.5',
    '0x10',
    '1e3',
    '5 FIRST',
    '5 LAST LAST',
    '5LAST',
    '٥',
    '1'.repeat(21),
  ])
    assert.equal(parseBdatCommand(args), undefined, args);
});
