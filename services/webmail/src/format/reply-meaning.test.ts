import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf, wordsOfReply } from './reply-meaning.ts';

test('the meaning of an SMTP reply is taken from its codes', () => {
  assert.equal(meaningOf('550 5.1.1 No such user'), 'noMailbox');
  assert.equal(meaningOf('5.1.2 the domain does not exist'), 'noDomain');
  assert.equal(meaningOf('452 4.2.2 over quota'), 'full');
  assert.equal(meaningOf('450 4.4.1 no answer'), 'unreached');
  assert.equal(meaningOf('451 4.7.1 Greylisted, try again later'), 'greylisted');
  assert.equal(meaningOf('450 <bob@x.test>: Grey-listing in action'), 'greylisted');
  assert.equal(meaningOf('451 4.7.1 too many mails'), 'putOff');
  assert.equal(meaningOf('451 4.3.2 not now'), 'busy');
  assert.equal(meaningOf('421 too many connections'), 'busy');
  assert.equal(meaningOf('554 5.7.26 unauthenticated'), 'refused');
  for (const other of ['550 no', '250 2.0.0 OK', '5.1.1x', '', '554 5.6.0 bad'])
    assert.equal(meaningOf(other), undefined);
});

test('the text of an SMTP reply is shown without its codes', () => {
  assert.equal(wordsOfReply('550 5.1.1 No such user'), 'No such user');
  assert.equal(wordsOfReply('5.1.2 the domain does not exist'), 'the domain does not exist');
  assert.equal(wordsOfReply('550'), '550');
});
