import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from './message.ts';

function isOneText(...lines: string[]): boolean {
  const header = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  const client = { address: '192.0.2.1', isEarly: false, unknownRecipients: async () => 0 };
  const envelope = { client, helo: 'mail.far.test', reversePath: '' };
  return readMessage({ envelope, recipients: [], header, size: header.length, read: async () => header }).isOneText;
}

test('only a message of plain text and nothing else is not searched for attachments', () => {
  const from = 'From: a@far.test';
  assert.ok(isOneText(from));
  assert.ok(isOneText(from, 'Content-Type: text/plain; charset=utf-8'));
  assert.ok(isOneText(from, 'content-type :\r\n TEXT/Plain'));
  for (const more of [
    ['Content-Type: text/html'],
    ['Content-Type: multipart/mixed; boundary=x'],
    ['Content-Type: text/plain; charset=utf-8;\r\n name=setup.exe'],
    ["Content-Type: text/plain; name*0*=utf-8''setup.exe"],
    ['Content-Type: text/plain', 'Content-Disposition: attachment; filename=setup.exe'],
    ['Content-Type: text/plain', 'Content-Type: text/html'],
    ['Content-Type: text/plain', 'CONTENT-TYPE\t: multipart/mixed; boundary=x'],
    ['Content-Type: text/plainly'],
    ['Content-Type: '],
  ])
    assert.ok(!isOneText(from, ...more), more.join(' | '));
  // An mbox line before the first field does not hide the fields.
  assert.ok(!isOneText('From sender Mon Nov 23 10:00:00 2026', 'Content-Type: text/html'));
});
