import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeaderProperty } from '../mail/header-property.ts';
import { isKeyword } from '../mail/keyword.ts';
import { formatDate, formatUtcDate, readDate, readUtcDate, readZonedDate } from './date.ts';
import { isId, readId } from './id.ts';

test('ids are validated', () => {
  for (const id of ['a', 'A-_9', 'x'.repeat(255)]) assert.ok(isId(id), id);
  for (const id of ['', 'a b', 'a/b', 'ä', 'x'.repeat(256), 7, null, 'a\n']) assert.ok(!isId(id), String(id));
  assert.equal(readId('E', 'E12'), 12);
  for (const id of ['E', 'E0', 'E01', 'M1', '1', 'E-1', 'E1.5', `E${'9'.repeat(16)}`, `E${'9'.repeat(400)}`, 'E1 ']) {
    assert.equal(readId('E', id), undefined, id);
  }
});

test('dates are parsed, and invalid ones refused', () => {
  assert.equal(readUtcDate('2014-10-30T06:12:00Z')?.toISOString(), '2014-10-30T06:12:00.000Z');
  assert.equal(readDate('2014-10-30T14:12:00+08:00')?.toISOString(), '2014-10-30T06:12:00.000Z');
  assert.equal(readDate('2014-10-30T14:12:00.5-00:30')?.toISOString(), '2014-10-30T14:42:00.500Z');
  assert.equal(readDate('2016-12-31T23:59:60Z')?.toISOString(), '2016-12-31T23:59:59.000Z');
  assert.equal(readUtcDate('2014-10-30T06:12:00.000Z')?.toISOString(), '2014-10-30T06:12:00.000Z');
  assert.equal(readZonedDate('2014-10-30T14:12:00-03:30')?.offset, -210);
  const wrong = [
    '2014-10-30',
    '2014-10-30t06:12:00Z',
    '2014-10-30T06:12:00z',
    '2014-13-01T00:00:00Z',
    '2014-02-29T00:00:00Z',
    '2014-10-30T24:00:00Z',
    '2014-10-30T06:12Z',
    '2014-10-30T06:12:00',
    '2014-10-30T06:12:00+25:00',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '',
    7,
    null,
    '2014-10-30T06:12:00Z\n',
  ];
  for (const value of wrong) assert.equal(readDate(value), undefined, String(value));
  assert.equal(readUtcDate('2014-10-30T14:12:00+00:00'), undefined);
  assert.equal(formatUtcDate(new Date(0)), '1970-01-01T00:00:00Z');
  assert.equal(formatDate(new Date(0), -90), '1969-12-31T22:30:00-01:30');
  assert.equal(formatDate(new Date(0), 0), '1970-01-01T00:00:00Z');
});

test('keywords are validated', () => {
  for (const keyword of ['$seen', 'Work', "a'b", 'a+b', 'a_b', 'a|b', '~']) assert.ok(isKeyword(keyword), keyword);
  for (const keyword of [
    '',
    'a b',
    'a"b',
    'a(b',
    'a)b',
    'a{b',
    'a]b',
    'a%b',
    'a*b',
    'a\\b',
    'ä',
    'x'.repeat(256),
    '\x7f',
  ]) {
    assert.ok(!isKeyword(keyword), keyword);
  }
});

test('header properties are parsed, and invalid ones refused', () => {
  assert.deepEqual(readHeaderProperty('header:X-Mood'), { field: 'X-Mood', form: 'asRaw', all: false });
  assert.deepEqual(readHeaderProperty('header:To:asAddresses:all'), { field: 'To', form: 'asAddresses', all: true });
  assert.deepEqual(readHeaderProperty('header:x:all'), { field: 'x', form: 'asRaw', all: true });
  assert.deepEqual(readHeaderProperty('header:X-Mood:asDate'), { field: 'X-Mood', form: 'asDate', all: false });
  const wrong = [
    'header:',
    'header',
    'header:a b',
    'header:Subject:asDate',
    'header:From:asText',
    'header:Received:asText',
    'header:X:asNothing',
    'header:X:all:asText',
    'header:X:asText:all:all',
    'header:X:constructor',
    'Header:X',
    'header:ä',
    `header:${'x'.repeat(256)}`,
  ];
  for (const name of wrong) assert.equal(readHeaderProperty(name), undefined, name);
});
