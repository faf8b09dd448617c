import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf, removeFields, splitFields } from './header-fields.ts';

const header = [
  'X-Spam: a\r\n',
  'Subject: one\r\n two\r\n\tthree\r\n',
  'x-spam : b\r\n',
  'To: c\n',
  'X-SPAM:\r\n',
  '\r\n',
];
const whole = Buffer.from(header.join(''));
const keep = (): boolean => false;

test('a header is its fields, each with its folds, whatever its line ends', () => {
  assert.deepEqual(splitFields(whole.toString()), header);
  assert.deepEqual(header.map(nameOf), ['x-spam', 'subject', 'x-spam', 'to', 'x-spam', '']);
  assert.deepEqual(splitFields(''), []);
  assert.deepEqual(splitFields('A: b'), ['A: b']);
  assert.deepEqual(splitFields(' folded\r\nA: b'), [' folded\r\n', 'A: b']);
});

test('fields go by name and place, and the octets of the others stay', () => {
  const without = (...indices: number[]): string =>
    removeFields(
      whole,
      indices.map((index) => ({ name: 'x-spam', index })),
      keep,
    ).toString();
  const left = (...places: number[]): string => places.map((place) => header[place]).join('');
  assert.equal(without(0), left(1, 3, 5));
  assert.equal(without(1), left(1, 2, 3, 4, 5));
  assert.equal(without(-1), left(0, 1, 2, 3, 5));
  assert.equal(without(1, 2), left(1, 3, 4, 5));
  for (const nowhere of [4, -4, 1e9, -1e9]) assert.equal(without(nowhere), whole.toString());
});

test('what is not removed is not even copied; octets that are no text survive', () => {
  assert.equal(removeFields(whole, [{ name: 'x-none', index: 0 }], keep), whole);
  const odd = Buffer.from('A: \xff\xfe\0\r\nX-Spam-Flag: YES\r\n\r\n', 'latin1');
  const changed = removeFields(odd, [], (name) => name.startsWith('x-spam'));
  assert.equal(changed.toString('latin1'), 'A: \xff\xfe\0\r\n\r\n');
});

test('a header of a million line ends is no work', () => {
  const many = Buffer.from('\n'.repeat(500_000) + ' \n'.repeat(250_000));
  assert.equal(removeFields(many, [{ name: 'a', index: 0 }], keep), many);
});
