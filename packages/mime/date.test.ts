import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDate } from './date.ts';

const iso = (value: string): string | null => parseDate(value)?.toISOString() ?? null;

describe('Date fields', () => {
  it('RFC 5322 3.3: dates are parsed', () => {
    assert.equal(iso('Fri, 21 Nov 1997 09:55:06 -0600'), '1997-11-21T15:55:06.000Z');
    assert.equal(iso('1 Jul 2003 10:52 +0200'), '2003-07-01T08:52:00.000Z');
    assert.equal(iso('Thu,\r\n 13\r\n Feb\r\n 1969 23:32\r\n -0330 (Newfoundland Time)'), '1969-02-14T03:02:00.000Z');
    assert.equal(iso('Sat, 31 Dec 2016 23:59:60 +0000'), '2017-01-01T00:00:00.000Z');
  });

  it('RFC 5322 4.3: obsolete years and zones are parsed', () => {
    assert.equal(iso('21 Nov 97 09:55:06 GMT'), '1997-11-21T09:55:06.000Z');
    assert.equal(iso('21 Nov 49 09:55:06 UT'), '2049-11-21T09:55:06.000Z');
    assert.equal(iso('21 Nov 103 09:55:06 EST'), '2003-11-21T14:55:06.000Z');
    assert.equal(iso('21 Nov 1997 09:55:06 PDT'), '1997-11-21T16:55:06.000Z');
    assert.equal(iso('21 Nov 1997 09:55:06 Z'), '1997-11-21T09:55:06.000Z');
    assert.equal(iso('21 Nov 1997 09:55:06 CEST'), '1997-11-21T09:55:06.000Z');
    assert.equal(iso('Fri, 21 Nov 1997 09(comment):   55  :  06 -0600'), '1997-11-21T15:55:06.000Z');
    assert.equal(iso('Fri, 21 Nov 1997 ((in) a (\\) comment)) 09:55:06 -0600 (the (rest)'), '1997-11-21T15:55:06.000Z');
  });

  it('other formats of real programs are parsed', () => {
    assert.equal(iso('Mon Jan  2 15:04:05 2006'), '2006-01-02T15:04:05.000Z');
    assert.equal(iso('Mon Jan  2 15:04:05 -0700 2006'), '2006-01-02T22:04:05.000Z');
    assert.equal(iso('Monday, 2-Jan-06 15:04:05 +01:00'), '2006-01-02T14:04:05.000Z');
    assert.equal(iso('2 January 2006 15.04'), '2006-01-02T15:04:00.000Z');
    assert.equal(iso('2 Jan 2006 15:04:05.678 +0100'), '2006-01-02T14:04:05.000Z');
  });

  it('RFC 3339, 12-hour times and zone names with an offset are parsed', () => {
    for (const value of [
      '2026-11-30T12:00:00Z',
      '2026-11-30T13:00:00.123+01:00',
      'Mon, 2026-11-30 12:00 GMT',
      '2026/11/30 13:00 +01',
      'Mon, 30 Nov 2026 12:00:00 PM',
      '30 November 2026 01:00 pm +0100',
      'Mon , 30 Nov 2026 14:00:00 GMT+02:00',
      's\xe1b, 30 Nov 2026, 12:00:00 UTC',
      'November 30, 2026 12:00 PM',
      'Monday, November 30, 2026 at 7:00:00 a.m. EST',
      '11/30/2026 12:00:00 PM',
      '30/11/2026 12:00',
      '30.11.2026 12:00',
    ]) {
      assert.equal(iso(value), '2026-11-30T12:00:00.000Z', value);
    }
    assert.equal(iso('Mon, 30 Nov 2026 12:00 AM'), '2026-11-30T00:00:00.000Z');
    assert.equal(iso('1/2/2026 10:00 AM'), '2026-01-02T10:00:00.000Z');
    assert.equal(iso('2.1.2026 10:00'), '2026-01-02T10:00:00.000Z');
  });

  it('RFC 5256 2.2: a date without a time means midnight', () => {
    for (const value of ['30 Nov 2026', 'Mon, 30-Nov-26', 'Nov 30, 2026', '2026-11-30', '11/30/2026'])
      assert.equal(iso(value), '2026-11-30T00:00:00.000Z', value);
  });

  it('a text that names no moment gives null', () => {
    for (const value of [
      '',
      'yesterday',
      '32 Jan 2006 00:00',
      '30 Feb 2006 00:00:00 +0000',
      '1 Foo 2006 10:00',
      '<HR>',
      '2026-13-30T12:00:00Z',
      '2026-02-30T12:00:00Z',
      '30 Nov 2026 13:00 PM',
      '30 Nov 2026 0:00 AM',
      '1/2/2026 10:00',
    ]) {
      assert.equal(parseDate(value), null, value);
    }
    assert.equal(parseDate('1 Jan 0099 10:00'), null);
    assert.equal(parseDate('1 Jan 2006 25:00'), null);
    assert.equal(parseDate('1'.repeat(400_000)), null);
    assert.equal(parseDate('a '.repeat(200_000)), null);
  });
});
