import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildReport } from './build-report.ts';
import type { Report } from './report.ts';

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
const text = async (changes: Partial<Report>) => (await buildReport({ ...report, ...changes })).raw.toString();

test('a bounce has all its parts', async () => {
  const { raw, messageId, smtpUtf8 } = await buildReport(report);
  assert.deepEqual([messageId, smtpUtf8], ['<0199-abc@mx.postroom.test>', false]);
  assert.equal(
    raw.toString(),
    `From: Mail Delivery System <MAILER-DAEMON@mx.postroom.test>
To: alice@postroom.test
In-Reply-To: <orig@postroom.test>
References: <orig@postroom.test>
Subject: Mail could not be delivered
Message-ID: <0199-abc@mx.postroom.test>
Date: Sun, 22 Nov 2026 12:00:00 +0000
Auto-Submitted: auto-replied
Content-Transfer-Encoding: 7bit
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_-0199-abc-Part_1"

--=_-0199-abc-Part_1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

This is the mail server mx.postroom.test.

Your message could not be delivered to the recipients below, and the
server has stopped trying.

<bob@b.test>
    mx.b.test said:
    550 5.1.1 No such user

The header of your message is attached.

--=_-0199-abc-Part_1
Content-Type: message/delivery-status
Content-Description: Delivery report
Content-Transfer-Encoding: 7bit
Content-Disposition: inline

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

--=_-0199-abc-Part_1
Content-Type: text/rfc822-headers
Content-Description: The message
Content-Transfer-Encoding: 7bit

Subject: hello
To: bob

--=_-0199-abc-Part_1--
`.replaceAll('\n', '\r\n'),
  );
});

test('a delay notice says until when retries go on, and has the full message if requested', async () => {
  const delayed = await text({
    action: 'delayed',
    original: { kind: 'full', bytes: Buffer.from('A: b\n\nbody\n.\n') },
  });
  assert.match(delayed, /Will-Retry-Until: Fri, 27 Nov 2026 11:00:00 \+0000/);
  assert.match(delayed, /Content-Type: message\/rfc822\r\n[\s\S]*A: b\r\n\r\nbody\r\n\.\r\n/);
});

test('RFC 6533: internationalized addresses are encoded, or written as they are in an internationalized report', async () => {
  const recipients = [
    { finalRecipient: '用户@b.test', status: '5.6.7', diagnostic: { type: 'smtp' as const, text: 'ü' } },
  ];
  const ascii = await text({ recipients });
  assert.match(ascii, /message\/delivery-status/);
  assert.match(ascii, /Final-Recipient: utf-8; \\x\{7528\}\\x\{6237\}@b\.test/);
  assert.match(ascii, /Diagnostic-Code: smtp; \?/);
  const built = await buildReport({ ...report, recipients, smtpUtf8: true });
  assert.match(
    built.raw.toString(),
    /message\/global-delivery-status[\s\S]*utf-8; 用户@b\.test[\s\S]*message\/global-headers/,
  );
  assert.equal(built.smtpUtf8, true);
});

test('an internationalized domain alone is written in A-labels (RFC 5890 2.3.2.1)', async () => {
  const recipients = [
    { finalRecipient: 'Bob@bücher.test', originalRecipient: 'rfc822;Bob@bücher.test', status: '5.1.1' },
  ];
  const built = await buildReport({ ...report, recipients, sender: 'alice@bücher.test' });
  const raw = built.raw.toString();
  assert.match(raw, /^To: alice@xn--bcher-kva\.test\r$/m);
  assert.match(raw, /^Original-Recipient: rfc822; Bob@xn--bcher-kva\.test\r$/m);
  assert.match(raw, /^Final-Recipient: rfc822; Bob@xn--bcher-kva\.test\r$/m);
  assert.equal(built.smtpUtf8, false);
  const given = [{ finalRecipient: 'bob@xn--bcher-kva.test', status: '5.1.1' }];
  assert.match(
    await text({ recipients: given, smtpUtf8: true }),
    /^Final-Recipient: rfc822; bob@xn--bcher-kva\.test\r$/m,
  );
  assert.match(await text({ recipients, smtpUtf8: true }), /^Final-Recipient: utf-8; Bob@bücher\.test\r$/m);
  const international = await buildReport({ ...report, sender: '用户@bücher.test' });
  assert.match(international.raw.toString(), /^To: 用户@bücher\.test\r$/m);
  assert.equal(international.smtpUtf8, true);
});

test('text of others breaks no header and no line limit', async () => {
  const hostile = 'x\r\nBcc: all@x.test\r\n\r\n--=_-0199-abc-Part_1--';
  const raw = await text({
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
  assert.equal(raw.match(/^--=_-0199-abc-Part_1--/gm)?.length, 1);
  assert.ok(raw.length < 100_000);
  assert.ok(raw.split('\r\n').every((line) => line.length <= 998));
  assert.doesNotMatch(raw, /\r(?!\n)|(?<!\r)\n/);
});

test('only LF and CRLF end a line of the returned header', async () => {
  const original = (bytes: string) => ({ kind: 'headers' as const, bytes: Buffer.from(bytes) });
  const returned = async (bytes: string) => {
    const [, part = ''] = (await text({ original: original(bytes) })).split(
      'The message\r\nContent-Transfer-Encoding: 7bit\r\n\r\n',
    );
    return part;
  };
  const end = '\r\n--=_-0199-abc-Part_1--\r\n';
  assert.equal(await returned('A: b\r\rBcc: c\rD: e\r\n\r\nbody'), `A: b  Bcc: c D: e\r\n${end}`);
  assert.equal(await returned('A: b\nC: d\n\nbody'), `A: b\r\nC: d\r\n${end}`);
  assert.equal(await returned('Return-Path: <a@b>\r\n\r\nbody: not a field\r\n'), end);
  assert.equal(await returned('From x Thu Jan  1 00:00:00 1970\r\nA: b\r\n\r\nbody'), `A: b\r\n${end}`);
  assert.ok((await returned(`${'A: b\r\n'.repeat(100_000)}\r\n`)).length < 70_000);
});
