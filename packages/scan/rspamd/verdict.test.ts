import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAnswer } from '../scan-result.ts';
import { parseVerdict } from './verdict.ts';

const answer = (changes: object): string =>
  JSON.stringify({ action: 'no action', score: 1.5, required_score: 15, symbols: {}, ...changes });

test('each action of rspamd is mapped to a decision', () => {
  const decisions = {
    'no action': 'accept',
    greylist: 'accept',
    'add header': 'mark',
    'rewrite subject': 'mark',
    quarantine: 'mark',
    'soft reject': 'defer',
    reject: 'refuse',
    discard: 'refuse',
  };
  for (const [action, decision] of Object.entries(decisions)) {
    const verdict = parseVerdict(answer({ action }));
    assert.equal(verdict.decision, decision, action);
    assert.deepEqual([verdict.action, verdict.score, verdict.required], [action, 1.5, 15]);
  }
});

test('an invalid answer is refused', () => {
  const wrong = [
    ...['', 'null', '[]', '"reject"', '<html>', '{', '{}'],
    answer({ action: 'explode' }),
    answer({ action: 'toString' }),
    answer({ action: 1 }),
    answer({ score: '15' }),
    answer({ score: null }),
    answer({ required_score: 1e300 }),
    answer({}).replace('1.5', '1e999'),
  ];
  for (const text of wrong) assert.throws(() => parseVerdict(text), BadAnswer, text);
});

test('the text for the sender is short printable ASCII on one line, without a code', () => {
  const reply = (smtp_message: unknown): string | null => parseVerdict(answer({ messages: { smtp_message } })).reply;
  assert.equal(reply('Gtube pattern'), 'Gtube pattern');
  assert.equal(reply('4.7.1 Try again later'), 'Try again later');
  assert.equal(reply('250 2.0.0 Ok'), 'Ok');
  assert.equal(reply('x\r\n250 ok\0é'), 'x 250 ok ?');
  assert.equal(reply('x'.repeat(10_000))?.length, 200);
  for (const none of [undefined, null, 1, {}, '', ' \r\n']) assert.equal(reply(none), null);
  assert.equal(parseVerdict(answer({ messages: [] })).reply, null);
});
