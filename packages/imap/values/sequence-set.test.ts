import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSet, indexesOf, SequenceSet, setPieces } from './sequence-set.ts';
import { ImapSyntaxError } from './syntax-error.ts';

const resolve = (text: string, max: number) =>
  SequenceSet.parse(text)
    .resolve(max)
    .map(({ from, to }) => `${from}-${to}`)
    .join(' ');

test('ranges are sorted and merged, and "*" is the largest number', () => {
  assert.equal(resolve('2,4:7,9,12:*', 15), '2-2 4-7 9-9 12-15'); // RFC 3501 9, seq-range example
  assert.equal(resolve('*:4,5:7', 10), '4-10');
  assert.equal(resolve('7:2,3', 10), '2-7');
  assert.equal(resolve('1,2,3', 3), '1-3');
  assert.equal(resolve('559:*', 12), '12-559'); // RFC 3501 6.4.8: always includes the last message
  assert.equal(resolve('1:*', 0), '');
});

test('an invalid set is refused', () => {
  for (const bad of ['', '0', '1:', ':1', '1,,2', '1:2:3', '4294967296', '01', '-1', '1 2', '1.5', '**']) {
    assert.throws(() => SequenceSet.parse(bad), ImapSyntaxError, bad);
  }
  assert.equal(SequenceSet.parse('4294967295').largest, 4294967295);
});

test('a set knows whether it contains "*", and its largest number', () => {
  assert.equal(SequenceSet.parse('3:*').dynamic, true);
  assert.equal(SequenceSet.parse('3:8,4').dynamic, false);
  assert.equal(SequenceSet.parse('3:8,*').largest, 8);
});

test('a UID set is matched with a list of UIDs', () => {
  const uids = Uint32Array.of(3, 5, 6, 9, 20);
  const found = indexesOf(SequenceSet.parse('1,5:8,20:*').resolve(20), uids);
  assert.deepEqual(found, [
    { from: 1, to: 2 },
    { from: 4, to: 4 },
  ]);
});

test('numbers are formatted as the shortest set', () => {
  assert.equal(formatSet([]), '');
  assert.equal(formatSet([4]), '4');
  assert.equal(formatSet([1, 2, 3, 5, 7, 8]), '1:3,5,7:8');
});

test('a long set is formatted in pieces that form one text', () => {
  const odd = Uint32Array.from({ length: 10_000 }, (_, n) => 2 * n + 1);
  const pieces = [...setPieces(odd)];
  assert.ok(pieces.length > 4 && pieces.every((piece) => piece.length < 8_300));
  assert.equal(pieces.join(''), odd.join(','));
  assert.equal(formatSet(odd), odd.join(','));
});
