/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, splitAddresses } from './people.ts';
import { safeLine } from './safe-line.ts';

test('a name of a file ends with what it ends with', () => {
  assert.equal(safeLine('invoice-\u202Efdp.exe'), 'invoice-fdp.exe');
  assert.equal(safeLine('a\u2067b\u2069\r\nc   d'), 'ab c d');
  assert.equal(safeLine('שלום\u200f!'), 'שלום\u200f!');
});

test('addresses are read as they are written, quotes and all', () => {
  assert.deepEqual(splitAddresses('"A, \\"B\\"" <a@x.test>, c@x.test').map(parseAddress), [
    { name: 'A, "B"', email: 'a@x.test' },
    { name: null, email: 'c@x.test' },
  ]);
  assert.equal(parseAddress('Ann <ann>'), null);
  assert.equal(parseAddress(`${' '.repeat(100_000)}x${' '.repeat(100_000)}`), null);
});
