import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from '@postroom/mime';
import { buildVacation } from './build-vacation.ts';

const VACATION = {
  id: '0199-abc',
  hostname: 'mx.postroom.test',
  date: new Date('2026-11-22T12:00:00Z'),
  from: { name: 'Bob', address: 'bob@postroom.test' },
  to: 'ann@x.test',
  answered: { subject: 'lunch?', messageId: '<lunch@x.test>', references: [] },
} as const;

test('every line ends with CRLF, however it was typed (RFC 5322 2.3)', async () => {
  for (const text of ['a\nb', 'a\nb\n', 'a\rb\r', 'a\r\nb\r\n', `grüße\n${'w'.repeat(1_200)}`]) {
    for (const htmlBody of [null, text]) {
      for (const textBody of [null, text]) {
        const { raw } = await buildVacation({ ...VACATION, text: { subject: null, textBody, htmlBody } });
        assert.doesNotMatch(raw.toString(), /\r(?!\n)|(?<!\r)\n|[^\n]$/, JSON.stringify([textBody, htmlBody]));
      }
    }
  }
});

test('the answered subject is kept, even if it looks like an encoded-word (RFC 2047 5)', async () => {
  const text = { subject: null, textBody: 'x', htmlBody: null };
  for (const subject of ['a =?utf-8?q?x?= b', 'grüße =?utf-8?b?eA==?=', '=?', 'plain', `${'x'.repeat(493)}😀`]) {
    const { raw } = await buildVacation({ ...VACATION, answered: { ...VACATION.answered, subject }, text });
    assert.equal(describe(raw).subject, `Auto: ${subject}`.slice(0, 500).toWellFormed());
  }
});
