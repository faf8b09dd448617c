import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from './match.ts';
import { dataBeforeWording } from './wording.ts';

test('human-readable text is not compared; codes, numbers and ids are', () => {
  const lines: [string, string | undefined][] = [
    ['a OK [READ-WRITE] SELECT completed', 'a OK [READ-WRITE]'],
    ['a NO No such mailbox', 'a NO'],
    ['* OK [UNSEEN 2] First unseen', '* OK [UNSEEN 2]'],
    ['a OK [COPYUID 1 2 3]', undefined],
    ['* 3 EXISTS', undefined],
    ['-ERR [IN-USE] Somebody is there', '-ERR [IN-USE]'],
    ['-ERR No such message', '-ERR'],
    ['+OK 3 messages (171 octets)', '+OK'],
    ['+OK 57 octets', '+OK'],
    ['+OK 3 171', undefined],
    ['+OK 2 $uid', undefined],
    ['+OK', undefined],
    ['250 2.1.0 Sender is fine', '250 2.1.0'],
    ['250-SIZE 1000', undefined],
  ];
  for (const [line, data] of lines) assert.equal(dataBeforeWording(line), data, line);
});

test('another wording matches, and another or unexpected code does not', () => {
  const same = (expected: string, real: string) => matches(expected, real, new Map());
  assert.ok(same('a OK FETCH completed', 'a OK Done.'));
  assert.ok(same('a OK FETCH completed', 'a OK'));
  assert.ok(!same('a OK FETCH completed', 'a OK [MODIFIED 2] Done.'));
  assert.ok(!same('a OK FETCH completed', 'a NO Done.'));
  assert.ok(!same('a OK FETCH completed', 'a OKAY'));
  assert.ok(same('a NO [OVERQUOTA] Full', 'a NO [OVERQUOTA] Quota exceeded'));
  assert.ok(!same('a NO [OVERQUOTA] Full', 'a NO [LIMIT] Full'));
  assert.ok(same('550 5.1.1 No such user', '550 5.1.1 Unknown'));
  assert.ok(!same('550 5.1.1 No such user', '550 5.7.1 Unknown'));
  assert.ok(!same('+OK 3 171', '+OK 3 172'));
});
