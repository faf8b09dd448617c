import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDialect } from './dialect.ts';

const says = (text: string) => findDialect([{ path: 'a.ts', text }]).map(({ line, says }) => `${line}: ${says}`);

test('numbers at the top of a file are constants in capitals', () => {
  for (const value of ['8', '-1', '64 * 1024', '0x40', '1_000', '(3)', '4_096 - FIXED'])
    assert.deepEqual(says(`\nexport const maxBytes = ${value};`), [
      '2: the number maxBytes is a constant: MAX_BYTES, not maxBytes',
    ]);
  for (const text of ['const MAX_BYTES = 8;', '  const inside = 8;', 'const of = (n: number) => n;', "const a = '8';"])
    assert.deepEqual(says(text), [], text);
});

test('a constant for a time names its unit', () => {
  assert.deepEqual(says('const FIRST_DELAY = 5;'), ['1: FIRST_DELAY does not say in which unit it is: FIRST_DELAY_MS']);
  assert.deepEqual(says('const FIRST_DELAY_MS = 5;'), []);
});

test('waiting times are not measured by the time of day', () => {
  for (const text of [
    'const until = Date.now() + 5;',
    'if (Date.now() < awayUntil) return;',
    'known.until > Date.now()',
  ]) {
    assert.equal(says(text).length, 1, text);
  }
  for (const text of [
    'const until = performance.now() + 5;',
    'entry.endsAtMs > Date.now()',
    'until = new Date(Date.now())',
  ]) {
    assert.deepEqual(says(text), [], text);
  }
});

test('one word is used for one thing', () => {
  assert.deepEqual(says('const plain = normalizeName(name);'), ['1: normalizeName: we write normalise']);
  assert.deepEqual(says("// normalized\nname.normalize('NFC');"), []);
  assert.deepEqual(says('class A { readonly logger: Log }'), ['1: logger: it is called log']);
  assert.deepEqual(says("import { createLogger } from './logger.ts';\nFastify({ logger: false });"), []);
});

test('properties are written in the object and not in a spread literal', () => {
  for (const text of ['f({ ...{ a, b }, c });', '<Row {...{ a }} />'])
    assert.deepEqual(says(text), ['1: a: properties of an object stand in it, not in a spread literal']);
  assert.deepEqual(says('f({ ...given, ...(isWhole && { a }) });'), []);
});
