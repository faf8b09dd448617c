import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderRemoval } from '@postroom/scan';
import { growth, LINEAR_GROWTH } from '@postroom/testkit';
import { cut } from './cut.ts';
import { findRemovals } from './removals.ts';

function removeFields(header: Buffer, removals: readonly HeaderRemoval[], also?: (name: string) => boolean): Buffer {
  return cut(header, findRemovals(header, removals, also));
}

const header = [
  'X-Spam: a\r\n',
  'Subject: one\r\n two\r\n\tX-Spam: three\r\n',
  'x-spam : b\r\n\tfolded\r\n',
  'To: c\rX-Spam: no field\n',
  'X-SPAM:\r\n',
  '\r\n',
];
const whole = Buffer.from(header.join(''));

test('fields are removed by name and position with their folded lines, and the others stay unchanged', () => {
  const without = (...indices: number[]): string =>
    removeFields(
      whole,
      indices.map((index) => ({ name: 'x-spam', index })),
    ).toString();
  const left = (...places: number[]): string => places.map((place) => header[place]).join('');
  assert.equal(without(0), left(1, 3, 5));
  assert.equal(without(1), left(1, 2, 3, 4, 5));
  assert.equal(without(-1), left(0, 1, 2, 3, 5));
  assert.equal(without(1, 2, 1, -3), left(1, 3, 4, 5));
  for (const nowhere of [4, -4, 1e9, -1e9]) assert.equal(without(nowhere), whole.toString());
});

test('field names are compared as a whole and literally', () => {
  const text = Buffer.from('A.B: 1\r\nAxB: 2\r\nA.B.C: 3\r\nX-A.B: 4\r\n\r\n');
  assert.equal(removeFields(text, [{ name: 'a.b', index: 0 }]).toString(), 'AxB: 2\r\nA.B.C: 3\r\nX-A.B: 4\r\n\r\n');
  const many = Buffer.from('X-Spam: 1\r\nX-Spam-Flag: 2\r\nX-Spammer: 3\r\nX-X-Spam: 4\r\n');
  assert.equal(
    removeFields(many, [], (name) => name === 'x-spam' || name.startsWith('x-spam-')).toString(),
    'X-Spammer: 3\r\nX-X-Spam: 4\r\n',
  );
});

test('nothing is copied if nothing is removed; any octets and a missing last line end are kept', () => {
  assert.equal(removeFields(whole, [{ name: 'x-none', index: 0 }]), whole);
  assert.equal(removeFields(whole, []), whole);
  const odd = Buffer.from('A: \xff\xfe\0\r\nX-Spam-Flag: YES\r\n', 'latin1');
  assert.equal(removeFields(odd, [], (name) => name === 'x-spam-flag').toString('latin1'), 'A: \xff\xfe\0\r\n');
  assert.equal(removeFields(Buffer.from('X-Spam: x'), [{ name: 'x-spam', index: 0 }]).length, 0);
});

test('removing fields takes linear time in headers of very many lines or matching fields', () => {
  for (const line of ['\n', ' \n', 'a:\n', 'x-spam:\n', 'x-spam: \n \n', 'x-spam']) {
    const times = growth((octets) => {
      const header = Buffer.from(line.repeat(octets / line.length));
      removeFields(header, [{ name: 'a', index: 1 }], (name) => name === 'x-spam');
    }, 8_000);
    assert.ok(times < LINEAR_GROWTH, `${JSON.stringify(line)}: ${times} times for 32 times the length`);
  }
});
