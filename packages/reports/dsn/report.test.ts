import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildReport, type Report } from './report.ts';

const report: Report = {
  action: 'failed',
  hostname: 'mx.postroom.test',
  sender: 'alice@postroom.test',
  id: '0199-abc',
  date: new Date('2026-11-22T12:00:00Z'),
  arrivalDate: new Date('2026-11-22T11:00:00Z'),
  envelopeId: 'QQ314159',
  smtpUtf8: false,
  originalMessageId: '<orig@postroom.test>',
  original: {
    kind: 'headers',
    bytes: Buffer.from('Return-Path: <alice@postroom.test>\r\nSubject: hello\r\nTo: bob\r\n\r\nsecret body'),
  },
  recipients: [
    {
      finalRecipient: 'bob@b.test',
      originalRecipient: 'rfc822;Bob+tag@b.test',
      status: '5.1.1',
      remoteMta: 'mx.b.test',
      diagnostic: { type: 'smtp', text: '550 5.1.1 No such user' },
      lastAttempt: new Date('2026-11-22T11:59:00Z'),
      willRetryUntil: new Date('2026-11-27T11:00:00Z'),
    },
  ],
};
const text = (changes: Partial<Report>) => buildReport({ ...report, ...changes }).raw.toString();

test('the whole of a bounce', () => {
  const { raw, messageId, eightBit, smtpUtf8 } = buildReport(report);
  assert.deepEqual([messageId, eightBit, smtpUtf8], ['<0199-abc@mx.postroom.test>', false, false]);
  assert.equal(
    raw.toString(),
    `From: Mail Delivery System <MAILER-DAEMON@mx.postroom.test>
To: <alice@postroom.test>
Subject: Mail could not be delivered
Date: Sun, 22 Nov 2026 12:00:00 +0000
Message-ID: <0199-abc@mx.postroom.test>
In-Reply-To: <orig@postroom.test>
References: <orig@postroom.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="=_0199-abc"
Content-Transfer-Encoding: 7bit

--=_0199-abc
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

This is the mail server mx.postroom.test.

Your message could not be delivered to the recipients below, and it will not be tried again.

<bob@b.test>
    mx.b.test said:
    550 5.1.1 No such user

The header of your message is attached.

--=_0199-abc
Content-Type: message/delivery-status
Content-Transfer-Encoding: 7bit

Reporting-MTA: dns; mx.postroom.test
Original-Envelope-Id: QQ314159
Arrival-Date: Sun, 22 Nov 2026 11:00:00 +0000

Original-Recipient: rfc822; Bob+tag@b.test
Final-Recipient: rfc822; bob@b.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.b.test
Diagnostic-Code: smtp; 550 5.1.1 No such user
Last-Attempt-Date: Sun, 22 Nov 2026 11:59:00 +0000

--=_0199-abc
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: 7bit
Content-Description: The message

Subject: hello
To: bob

--=_0199-abc--
`.replaceAll('\n', '\r\n'),
  );
});

test('a delay notice says until when, and full content comes when asked', () => {
  const delayed = text({ action: 'delayed', original: { kind: 'full', bytes: Buffer.from('A: b\n\nbody\n.\n') } });
  assert.match(delayed, /Will-Retry-Until: Fri, 27 Nov 2026 11:00:00 \+0000/);
  assert.match(delayed, /Content-Type: message\/rfc822\r\n[\s\S]*A: b\r\n\r\nbody\r\n\.\r\n/);
});

test('RFC 6533: addresses that are not ASCII', () => {
  const recipients = [
    { finalRecipient: '用户@b.test', status: '5.6.7', diagnostic: { type: 'smtp' as const, text: 'ü' } },
  ];
  const ascii = text({ recipients });
  assert.match(ascii, /message\/delivery-status/);
  assert.match(ascii, /Final-Recipient: utf-8; \\x\{7528\}\\x\{6237\}@b\.test/);
  assert.match(ascii, /Diagnostic-Code: smtp; \?/);
  const built = buildReport({ ...report, recipients, smtpUtf8: true });
  assert.match(
    built.raw.toString(),
    /message\/global-delivery-status[\s\S]*utf-8; 用户@b\.test[\s\S]*message\/global-headers/,
  );
  assert.deepEqual([built.eightBit, built.smtpUtf8], [true, true]);
});

test('a domain that is not ASCII makes no report international: it has A-labels (RFC 5890 2.3.2.1)', () => {
  const recipients = [
    { finalRecipient: 'Bob@bücher.test', originalRecipient: 'rfc822;Bob@bücher.test', status: '5.1.1' },
  ];
  const built = buildReport({ ...report, recipients, sender: 'alice@bücher.test' });
  const raw = built.raw.toString();
  assert.match(raw, /^To: <alice@xn--bcher-kva\.test>\r$/m);
  assert.match(raw, /^Original-Recipient: rfc822; Bob@xn--bcher-kva\.test\r$/m);
  assert.match(raw, /^Final-Recipient: rfc822; Bob@xn--bcher-kva\.test\r$/m);
  assert.equal(built.smtpUtf8, false);
  const given = [{ finalRecipient: 'bob@xn--bcher-kva.test', status: '5.1.1' }];
  assert.match(text({ recipients: given, smtpUtf8: true }), /^Final-Recipient: rfc822; bob@xn--bcher-kva\.test\r$/m);
  assert.match(text({ recipients, smtpUtf8: true }), /^Final-Recipient: utf-8; Bob@bücher\.test\r$/m);
  const international = buildReport({ ...report, sender: '用户@bücher.test' });
  assert.match(international.raw.toString(), /^To: <用户@bücher\.test>\r$/m);
  assert.equal(international.smtpUtf8, true);
});

test('what others say breaks no header and no line limit', () => {
  const hostile = 'x\r\nBcc: all@x.test\r\n\r\n--=_0199-abc--';
  const raw = text({
    sender: hostile,
    envelopeId: hostile,
    originalMessageId: hostile,
    recipients: [
      {
        finalRecipient: hostile,
        originalRecipient: hostile,
        status: '5.0.0',
        remoteMta: hostile,
        diagnostic: { type: 'smtp', text: `${hostile}${'y'.repeat(20_000)}` },
      },
    ],
    original: { kind: 'headers', bytes: Buffer.from(`X: ${'z'.repeat(50)}\r\n`.repeat(5000)) },
  });
  assert.doesNotMatch(raw, /^(Bcc:|In-Reply-To:)/m);
  assert.equal(raw.match(/^--=_0199-abc--/gm)?.length, 1);
  assert.ok(raw.length < 100_000);
  assert.ok(raw.split('\r\n').every((line) => line.length <= 998));
  assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/);
});

test('only LF and CRLF end a line of the header that comes back', () => {
  const original = (bytes: string) => ({ kind: 'headers' as const, bytes: Buffer.from(bytes) });
  const returned = (bytes: string) => text({ original: original(bytes) }).split('The message\r\n\r\n')[1] ?? '';
  const end = '\r\n--=_0199-abc--\r\n';
  assert.equal(returned('A: b\r\rBcc: c\rD: e\r\n\r\nbody'), `A: b  Bcc: c D: e\r\n${end}`);
  assert.equal(returned('A: b\nC: d\n\nbody'), `A: b\r\nC: d\r\n${end}`);
  assert.equal(returned('Return-Path: <a@b>\r\n\r\nbody: not a field\r\n'), end);
  assert.equal(returned('From x Thu Jan  1 00:00:00 1970\r\nA: b\r\n\r\nbody'), `A: b\r\n${end}`);
  assert.ok(returned(`${'A: b\r\n'.repeat(100_000)}\r\n`).length < 70_000);
});
