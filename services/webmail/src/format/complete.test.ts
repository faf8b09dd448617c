/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, everybody } from './complete.ts';

const wei = { name: '李伟', email: 'wei@x.test' };
const ann = { name: 'Ann-Marie Böll', email: 'amb@y.test' };

test('everybody stands once, the most frequent first, with a name', () => {
  const bare = { name: null, email: 'WEI@x.test' };
  assert.deepEqual(everybody([ann, bare, wei]), [wei, ann]);
});

test('people are found by the beginning of their address or of any word of their name, in any script', () => {
  const known = [wei, ann];
  for (const typed of ['amb', 'ann', 'marie', 'BÖ']) assert.deepEqual(complete(known, typed), [ann], typed);
  for (const typed of ['李', '伟', 'wei@']) assert.deepEqual(complete(known, typed), [wei], typed);
  for (const typed of ['', ' ', 'oll', 'y.test']) assert.deepEqual(complete(known, typed), [], typed);
});

test('a person whose whole name was typed comes before those whose name only begins so', () => {
  const [tim, timothy] = [
    { name: 'Tim', email: 't1@x.test' },
    { name: 'Timothy', email: 't2@x.test' },
  ];
  assert.deepEqual(complete([timothy, tim], 'tim'), [tim, timothy]);
});
