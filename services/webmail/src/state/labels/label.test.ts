/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSearch } from '../search.ts';
import { keywordFor, labelsAmong, readLabels } from './label.ts';

const WORK = { keyword: 'work', name: 'Work', colour: 1 };
const named = (word: string): string => `the word ${word}`;

test('a label is stored as a keyword that other programs can show, if its name allows it', () => {
  assert.equal(
    keywordFor('To do', [], named, () => 'x'),
    'to-do',
  );
  assert.equal(
    keywordFor('待办', [], named, () => 'x'),
    'label-x',
  );
  assert.equal(
    keywordFor('Work', [WORK], named, () => 'x'),
    'label-x',
  );
  assert.equal(
    keywordFor('Junk', [], named, () => 'x'),
    'label-x',
  );
  assert.equal(
    keywordFor('..', [], named, () => 'x'),
    'label-x',
  );
});

test('a label named like a standard keyword of other programs uses that keyword', () => {
  const english = (word: string): string => (word === 'todo' ? 'To do' : word);
  assert.equal(
    keywordFor('to DO', [], english, () => 'x'),
    '$label4',
  );
  assert.equal(
    keywordFor('To do', [{ keyword: '$label4', name: 'Errands', colour: 1 }], english, () => 'x'),
    'to-do',
  );
});

test('keywords of other programs are shown as labels, and their internal ones are not', () => {
  const keywords = ['$seen', 'nonjunk', '$label1', 'strange', 'work', '$mdnsent'];
  assert.deepEqual(
    labelsAmong(keywords, [WORK], named).map(({ name }) => name),
    ['Work', 'the word important', 'strange'],
  );
});

test('invalid stored labels are ignored', () => {
  assert.deepEqual(readLabels('x'), []);
  assert.deepEqual(
    readLabels([null, { keyword: 'a b', name: 'x', colour: 1 }, { keyword: 'a', name: ' ', colour: 1 }]),
    [],
  );
  assert.deepEqual(readLabels([{ keyword: 'a', name: 'A', colour: 14, more: 1 }]), [
    { keyword: 'a', name: 'A', colour: 2 },
  ]);
});

test('a search refers to a label by its name', () => {
  const keyword = (name: string): string => (name === 'To do' ? 'to-do' : name);
  assert.deepEqual(readSearch('label:"To do" is:unread', keyword), [{ hasKeyword: 'to-do' }, { notKeyword: '$seen' }]);
});
