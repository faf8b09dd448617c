import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPeriod, inPlace, periodOf, placeOf } from './search-terms.ts';

const TODAY = new Date(2026, 2, 5, 12);

test('a chip changes where words are searched, and the rest of the search stays', () => {
  assert.equal(inPlace('anna "tax return" is:unread', 'from'), 'from:anna from:"tax return" is:unread');
  assert.equal(inPlace('from:anna SUBJECT:"tax return" is:unread', null), 'anna "tax return" is:unread');
  assert.equal(inPlace('re:union label:"My own"', 'subject'), 'subject:re:union label:"My own"');
  assert.equal(inPlace('is:unread', 'to'), 'is:unread');
  assert.equal(inPlace('re:"the union"', 'subject'), 'subject:"re:the union"');
  assert.equal(placeOf('from:anna From:ben has:attachment'), 'from');
  assert.equal(placeOf('anna re:union'), null);
  assert.equal(placeOf('is:unread'), null);
  assert.equal(placeOf('from:anna ben'), undefined);
});

test('a period replaces any other period in the search', () => {
  assert.equal(inPeriod('anna', 'week', TODAY), 'anna after:2026-02-26');
  assert.equal(inPeriod('after:2020-01-01 anna before:2021-01-01', 'older', TODAY), 'anna before:2025-03-05');
  assert.equal(inPeriod('anna after:2026-02-26', null, TODAY), 'anna');
  assert.equal(periodOf('anna after:2026-02-26', TODAY), 'week');
  assert.equal(periodOf('anna', TODAY), null);
  assert.equal(periodOf('anna after:2020-01-01', TODAY), undefined);
});
