/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comingTimes } from './coming-times.ts';

test('on a Sunday, Monday is offered once, as tomorrow', () => {
  const sunday = comingTimes(new Date(2026, 10, 29, 21));
  assert.deepEqual([sunday.evening, sunday.tomorrow, sunday.monday], [null, new Date(2026, 10, 30, 8), null]);
  const monday = comingTimes(new Date(2026, 10, 30, 9));
  assert.deepEqual([monday.evening, monday.monday], [new Date(2026, 10, 30, 18), new Date(2026, 11, 7, 8)]);
});
