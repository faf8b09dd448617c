import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerable } from './answerable.ts';

const isBob = (address: string): boolean => address === 'bob@here.test';
const may = (lines: string[], sender = 'ann@x.test') =>
  answerable(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), sender, isBob);

test('a personal mail may be answered', () => {
  assert.deepEqual(
    may([
      'To: Bob <bob@here.test>',
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      'Message-ID: <m@x.test>',
      'References: <a@x> <b@x>',
    ]),
    {
      subject: 'Grüße',
      messageId: '<m@x.test>',
      references: ['a@x', 'b@x'],
    },
  );
  for (const field of ['Cc', 'Bcc', 'Resent-To']) assert.ok(may([`${field}: ann@x.test, bob@here.test`]), field);
  assert.ok(may(['To: bob@here.test', 'Auto-Submitted: no (really)', 'Precedence: first-class']));
});

test('mail from lists and programs, automatic mail, and mail not addressed to the user is not answered', () => {
  const to = 'To: bob@here.test';
  for (const field of [
    ...[
      'Auto-Submitted: auto-replied',
      'auto-submitted: auto-generated; x',
      'Auto-Submitted:',
      'Precedence: bulk',
      'Precedence: LIST',
      'Content-Type: Multipart/Report; report-type=feedback-report',
    ],
    ...[
      'List-Id: <l.x.test>',
      'List-Unsubscribe: <mailto:x>',
      'LIST-POST: x',
      'X-Auto-Response-Suppress: DR, OOF',
      'X-Loop: x',
    ],
  ]) {
    assert.equal(may([to, field]), undefined, field);
  }
  assert.equal(may(['To: undisclosed-recipients:;']), undefined);
  assert.equal(may(['To: carol@here.test']), undefined);
  for (const sender of [
    ...['', 'owner-list@x.test', 'list-request@x.test', 'MAILER-DAEMON@x.test', 'postmaster@x.test', 'noreply@x.test'],
    ...['no-reply+7@x.test', 'bounces@x.test', 'news-bounces+bob=here.test@x.test', 'do-not-reply@x.test'],
  ]) {
    assert.equal(may([to], sender), undefined, sender);
  }
});

test('a header made to be slow is not answered', () => {
  const many = `To: ${'a@x.test, '.repeat(50_000)}`;
  assert.equal(may([many, 'To: bob@here.test', `References: ${'<'.repeat(100_000)}`]), undefined);
});
