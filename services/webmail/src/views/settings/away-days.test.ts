import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, faultOf, timeOf } from './away-days.ts';

test('the last day of a vacation response counts in full, and days are shown as chosen', () => {
  assert.equal(
    Date.parse(timeOf('2026-07-01', true) ?? '') - Date.parse(timeOf('2026-07-01', false) ?? ''),
    86_400_000,
  );
  for (const day of ['2026-01-01', '2026-02-28', '2028-02-29', '2026-12-31', '0002-01-01'])
    for (const isEnd of [false, true]) assert.equal(dayOf(timeOf(day, isEnd), isEnd), day);
  assert.deepEqual([timeOf('', true), dayOf(null, true)], [null, '']);
});

test('a vacation period in which nobody would be answered is an error', () => {
  const [one, two] = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'];
  const now = Date.parse(one) + 1;
  assert.equal(faultOf({ isEnabled: true, fromDate: one, toDate: two }, now), null);
  assert.equal(faultOf({ isEnabled: true, fromDate: two, toDate: one }, 0), 'order');
  assert.equal(faultOf({ isEnabled: true, fromDate: one, toDate: one }, 0), 'order');
  assert.equal(faultOf({ isEnabled: true, fromDate: null, toDate: one }, now), 'over');
  // Days in the past are allowed while the reply is off.
  assert.equal(faultOf({ isEnabled: false, fromDate: null, toDate: one }, now), null);
  assert.equal(faultOf({ isEnabled: true, fromDate: one, toDate: null }, now), null);
});
