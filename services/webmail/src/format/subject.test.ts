import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixed, topicOf } from './subject.ts';

test('what a subject begins with does not grow from answer to answer', () => {
  for (const subject of ['Lunch', 'Re: Lunch', 'AW: Re: Lunch', 'Re[2]: Antw: Lunch', 'RE : Fwd: Lunch', '答复：Lunch'])
    assert.equal(prefixed('Re', subject), 'Re: Lunch');
  assert.equal(prefixed('Re', 'Reading: Lunch'), 'Re: Reading: Lunch');
  assert.equal(prefixed('Re', null), 'Re: ');
});

test('what a conversation is about does not begin with its answers', () => {
  for (const subject of ['Lunch', 'Re: Lunch', 'AW: Re[2]: Lunch', ' RE : Lunch', '答复：Lunch'])
    assert.equal(topicOf(subject), 'Lunch');
  for (const subject of ['Fwd: Re: Lunch', 'Reading: Lunch', 'Re:']) assert.equal(topicOf(subject), subject);
  assert.equal(topicOf(null), '');
});
