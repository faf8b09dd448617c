import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldCase } from '@postroom/mime';
import { threadSubject } from './thread-subject.ts';

const subject = (text: string): string => threadSubject(foldCase(text));

test('replies and forwards have the thread subject of the original', () => {
  for (const text of [
    'Lunch on Friday',
    'Re: Lunch on Friday',
    'RE: Re: re: Lunch  on\tFriday',
    'Re[2]: Lunch on Friday',
    'Re (3): Lunch on Friday',
    'Fwd: [friends] Lunch on Friday',
    '[friends] Re: [ext] Lunch on Friday',
    'AW: Antwort: Lunch on Friday',
    'SV : Lunch on Friday',
    '回复：Lunch on Friday',
    'Lunch on Friday (fwd)',
  ]) {
    assert.equal(subject(text), 'lunchonfriday', text);
  }
});

test('another subject means another thread', () => {
  assert.notEqual(subject('Re: Lunch on Friday'), subject('Lunch on Monday'));
  assert.notEqual(subject('Re: [ticket 1]'), subject('Re: [ticket 2]'));
  assert.notEqual(subject('Re: a:'), subject('Re: b:'));
  assert.equal(subject(''), '');
  assert.equal(subject('Re: '), 're:');
  assert.equal(subject('A sentence with a colon: here'), 'asentencewithacolon:here');
});

test('the thread subject of a long subject is found in linear time', () => {
  for (const piece of ['[', ']', 're:', '[a]', ': ', 'a', 're[1', '(fwd)', ' ']) {
    const long = piece.repeat(100_000);
    assert.ok(threadSubject(long).length <= long.length);
  }
});
