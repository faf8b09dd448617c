import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDateTime, parseDate, parseDateTime } from './date.ts';
import { ImapSyntaxError } from './syntax-error.ts';

test('a date is parsed, and an invalid one refused', () => {
  assert.equal(parseDate('1-Feb-1994'), '1994-02-01');
  assert.equal(parseDate('29-FEB-2024'), '2024-02-29');
  for (const bad of [
    '30-Feb-2024',
    '0-Jan-2024',
    '1-Foo-2024',
    '1-Jan-24',
    '',
    '1 Jan 2024',
    '1-Jan-2024 ',
    '1-Jan-0000',
  ]) {
    assert.throws(() => parseDate(bad), ImapSyntaxError, bad);
  }
});

test('a date-time is parsed, and an invalid one refused', () => {
  assert.equal(parseDateTime('17-Jul-1996 02:44:25 -0700').toISOString(), '1996-07-17T09:44:25.000Z');
  assert.equal(parseDateTime(' 7-Jul-1996 02:44:25 +0000').toISOString(), '1996-07-07T02:44:25.000Z');
  assert.equal(parseDateTime('7-Jul-1996 02:44:25 +0000').toISOString(), '1996-07-07T02:44:25.000Z');
  assert.equal(parseDateTime('31-Dec-2016 23:59:60 +0000').toISOString(), '2016-12-31T23:59:59.000Z');
  for (const bad of [
    '17-Jul-1996 02:44:61 +0000',
    '1-Jan-0000 00:00:00 +0000',
    '1-Jan-0001 00:00:00 +0100',
    '17-Jul-1996 25:00:00 +0000',
    '31-Jun-1996 02:44:25 +0000',
    '',
  ]) {
    assert.throws(() => parseDateTime(bad), ImapSyntaxError, bad);
  }
  assert.equal(formatDateTime(new Date('1996-07-07T02:44:25Z')), '" 7-Jul-1996 02:44:25 +0000"');
});
