/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress, pastedAddresses, splitAddresses } from './people.ts';
import { safeLine } from './safe-line.ts';

test('control and bidi characters cannot disguise the ending of a file name', () => {
  assert.equal(safeLine('invoice-\u202Efdp.exe'), 'invoice-fdp.exe');
  assert.equal(safeLine('a\u2067b\u2069\r\nc   d'), 'ab c d');
  assert.equal(safeLine('שלום\u200f!'), 'שלום\u200f!');
});

test('addresses are parsed as written, with quotes', () => {
  assert.deepEqual(splitAddresses('"A, \\"B\\"" <a@x.test>, c@x.test').map(parseAddress), [
    { name: 'A, "B"', email: 'a@x.test' },
    { name: null, email: 'c@x.test' },
  ]);
  assert.equal(parseAddress('Ann <ann>'), null);
  assert.equal(parseAddress(`${' '.repeat(100_000)}x${' '.repeat(100_000)}`), null);
});

test('extra characters around a copied address are removed', () => {
  for (const copied of [
    '\u200bann@x.test\u200b',
    'ann@x.test\ufeff',
    'mailto:ann@x.test',
    '<ann@x.test>',
    '\u2068ann@x.test\u2069',
  ])
    assert.deepEqual(parseAddress(copied), { name: null, email: 'ann@x.test' });
});

test('a copied list is split into addresses, whatever its separators', () => {
  const both = 'ann@x.test, ben@x.test';
  for (const copied of [
    'ann@x.test\r\nben@x.test\r\n',
    'ann@x.test\tben@x.test',
    'ann@x.test ben@x.test',
    'ann@x.test;ben@x.test; ',
  ])
    assert.equal(pastedAddresses(copied), both);
  assert.equal(
    pastedAddresses('Doe, Ann <ann@x.test>; Roe, Ben <ben@x.test>'),
    '"Doe, Ann" <ann@x.test>, "Roe, Ben" <ben@x.test>',
  );
  assert.equal(pastedAddresses('Ann Doe <ann@x.test>, ben@x.test'), 'Ann Doe <ann@x.test>, ben@x.test');
  for (const other of ['ann@x.test', 'ann, ben', 'see ann@x.test', '']) assert.equal(pastedAddresses(other), null);
});
