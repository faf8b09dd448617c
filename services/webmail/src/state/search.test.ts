import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSearch } from './search.ts';

const read = (typed: string) => readSearch(typed, (label) => label.toLowerCase());

test('words in quotes are searched for as a phrase, and other words each for itself', () => {
  assert.deepEqual(read('tax return'), [{ text: 'tax' }, { text: 'return' }]);
  assert.deepEqual(read('"tax return" don\'t'), [{ text: '"tax return"' }, { text: "don't" }]);
  assert.deepEqual(read('from:"Anna B" subject:tax'), [{ from: '"Anna B"' }, { subject: 'tax' }]);
  assert.deepEqual(read('re:"the union"'), [{ text: '"re:the union"' }]);
  assert.deepEqual(read('"C:\\mail"'), [{ text: '"C:\\\\mail"' }]);
  assert.deepEqual(read('label:"To Do" ""'), [{ hasKeyword: 'to do' }]);
});
