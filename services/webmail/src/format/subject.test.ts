import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixed, topicOf } from './subject.ts';

test('reply and forward prefixes do not pile up', () => {
  for (const subject of ['Lunch', 'Re: Lunch', 'AW: Re: Lunch', 'Re[2]: Antw: Lunch', 'RE : Fwd: Lunch', '答复：Lunch'])
    assert.equal(prefixed('Re', subject), 'Re: Lunch');
  assert.equal(prefixed('Re', 'Reading: Lunch'), 'Re: Reading: Lunch');
  assert.equal(prefixed('Re', null), 'Re: ');
});

test('the topic of a conversation has no reply prefix', () => {
  for (const subject of ['Lunch', 'Re: Lunch', 'AW: Re[2]: Lunch', ' RE : Lunch', '答复：Lunch'])
    assert.equal(topicOf(subject), 'Lunch');
  for (const subject of ['Fwd: Re: Lunch', 'Reading: Lunch', 'Re:']) assert.equal(topicOf(subject), subject);
  assert.equal(topicOf(null), '');
});
