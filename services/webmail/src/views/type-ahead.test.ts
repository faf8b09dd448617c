import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeAhead } from './type-ahead.ts';

const NAMES = ['Sent', 'Archive', 'Private', 'Éclairs', 'Projects', 'Prose'];

test('typed letters find the item that begins with them, ignoring case and accents', () => {
  const find = typeAhead();
  assert.equal(find('p', NAMES, 0), 2);
  assert.equal(find('r', NAMES, 2), 2);
  assert.equal(find('o', NAMES, 2), 4);
  assert.equal(find('s', NAMES, 4), 5);
  assert.equal(find('x', NAMES, 5), -1);
  assert.equal(typeAhead()('e', NAMES, 5), 3);
});

test('repeating one letter cycles through the items', () => {
  const find = typeAhead();
  assert.deepEqual(
    [0, 2, 4, 5].map((at) => find('p', NAMES, at)),
    [2, 4, 5, 2],
  );
});

test('a space counts as a letter only within a word', () => {
  const find = typeAhead();
  assert.equal(find(' ', ['New', 'New folder'], 0), undefined);
  assert.deepEqual(
    ['n', 'e', 'w', ' '].map((key) => find(key, ['Old', 'New', 'New folder'], 0)),
    [1, 1, 1, 2],
  );
});
