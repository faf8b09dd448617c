import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Updates } from './updates.ts';

test('a change of another session is due until it has been read', () => {
  const updates = new Updates(10);
  assert.equal(updates.areDue, false);
  updates.noticed(11);
  assert.equal(updates.areDue, true);
  updates.reading();
  updates.sent(11);
  assert.equal(updates.areDue, false);
  updates.noticed(11);
  assert.equal(updates.areDue, false, 'the notice came again, late');
});

test('a change of this session is not due, whichever comes first, the notice or the answer', () => {
  const updates = new Updates(10);
  updates.noticed(11);
  updates.madeHere(11);
  assert.equal(updates.areDue, false);
  updates.madeHere(12);
  updates.noticed(12);
  assert.equal(updates.areDue, false);
  updates.noticed(13);
  updates.madeHere(14);
  assert.equal(updates.areDue, true, 'another change came between');
});

test('a change noticed while others are being read is due afterwards', () => {
  const updates = new Updates(10);
  updates.noticed(11);
  updates.reading();
  updates.noticed(12);
  updates.sent(11);
  assert.equal(updates.areDue, true);
});

test('updates are due after a notice without details', () => {
  const updates = new Updates(10);
  updates.noticed(0);
  assert.equal(updates.areDue, true);
});

test('updates are due from time to time without a notice', (context) => {
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  const updates = new Updates(10);
  now = 900;
  assert.equal(updates.areDue, false);
  now = 1_100;
  assert.equal(updates.areDue, true);
});
