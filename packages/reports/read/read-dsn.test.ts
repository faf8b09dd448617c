import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildReport } from '../dsn/build-report.ts';
import { readDsn } from './read-dsn.ts';

async function* inPieces(text: string | Buffer, size = 1000): AsyncGenerator<Buffer> {
  const octets = Buffer.from(text);
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

const read = (text: string | Buffer, size?: number) => readDsn(inPieces(text, size));

/** Returns a report as Postfix writes it, with these second and third parts. */
function report(status: string, returned: string): string {
  return [
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: alice@postroom.test\r\nMIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="b/1"\r\n',
    '--b/1\r\nContent-Type: text/plain\r\n\r\nI am sorry.',
    `--b/1\r\nContent-Type: message/delivery-status\r\n\r\n${status}`,
    `--b/1\r\n${returned}`,
    '--b/1--\r\n',
  ].join('\r\n');
}

const STATUS = [
  'Reporting-MTA: dns; mx.example\r\nArrival-Date: Fri, 27 Nov 2026 12:00:00 +0000\r\n',
  'Final-Recipient: rfc822; bob@other.test\r\nOriginal-Recipient: rfc822;robert@other.test\r\nAction: failed\r\nStatus: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 <bob@other.test>:\r\n    no such user\r\n',
].join('\r\n');
const RETURNED = 'Content-Type: message/rfc822\r\n\r\nSubject: hi\r\nMessage-ID: <one@postroom.test>\r\n\r\nbody\r\n';

const EXPECTED = {
  messageId: '<one@postroom.test>',
  subject: 'hi',
  reportingMta: 'mx.example',
  recipients: [
    {
      finalRecipient: 'bob@other.test',
      originalRecipient: 'robert@other.test',
      action: 'failed',
      status: '5.1.1',
      diagnostic: '550 5.1.1 <bob@other.test>:    no such user',
    },
  ],
};

test('failed recipients, their mail and the reason are read, however the report is split', async () => {
  for (const size of [1, 7, 100_000]) assert.deepEqual(await read(report(STATUS, RETURNED), size), EXPECTED);
});

test('the returned header alone identifies the mail, also encoded or with bare line feeds', async () => {
  const header = 'Message-ID: <one@postroom.test>\r\nSubject: hi\r\n';
  assert.deepEqual(await read(report(STATUS, `Content-Type: text/rfc822-headers\r\n\r\n${header}`)), EXPECTED);
  const encoded = `Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa(header)}\r\n`;
  assert.deepEqual(await read(report(STATUS, encoded).replaceAll('\r\n', '\n')), EXPECTED);
});

test('our own reports are read correctly', async () => {
  const built = await buildReport({
    action: 'failed',
    recipients: [
      {
        finalRecipient: 'bob@other.test',
        status: '5.2.2',
        diagnostic: { type: 'smtp', text: '552 5.2.2 mailbox full' },
      },
      { finalRecipient: 'jörg@bücher.test', originalRecipient: 'utf-8;jörg@bücher.test', status: '5.1.1' },
    ],
    hostname: 'mail.postroom.test',
    sender: 'alice@postroom.test',
    id: 'x',
    date: new Date(0),
    arrivalDate: new Date(0),
    smtpUtf8: false,
    original: { kind: 'headers', bytes: Buffer.from('Message-ID: <two@postroom.test>\r\n\r\n') },
  });
  const dsn = await read(built.raw);
  assert.equal(dsn?.messageId, '<two@postroom.test>');
  assert.equal(dsn?.reportingMta, 'mail.postroom.test');
  assert.deepEqual(
    dsn?.recipients.map(({ finalRecipient, status, diagnostic }) => [finalRecipient, status, diagnostic]),
    [
      ['bob@other.test', '5.2.2', '552 5.2.2 mailbox full'],
      ['jörg@bücher.test', '5.1.1', ''],
    ],
  );
});

test('a message that is not a report, or does not name its mail, is ignored', async () => {
  assert.equal(await read('Subject: hi\r\n\r\nbody\r\n'), undefined);
  assert.equal(await read(''), undefined);
  assert.equal(await read(report(STATUS, 'Content-Type: text/rfc822-headers\r\n\r\nSubject: hi\r\n')), undefined);
});

test('without returned content the status part or the header of the report can identify the mail', async () => {
  const nothing = 'Content-Type: text/plain\r\n\r\n\r\n';
  const named = STATUS.replace('\r\n\r\n', '\r\nX-Original-Message-ID: <one@postroom.test>\r\n\r\n');
  assert.deepEqual(await read(report(named, nothing)), { ...EXPECTED, subject: null });
  const answering = `In-Reply-To: <one@postroom.test>\r\n${report(STATUS, nothing)}`;
  assert.deepEqual(await read(answering), { ...EXPECTED, subject: null });
});

test('endless reports, thousands of parts and thousands of recipients are read up to a limit', async () => {
  const endless = report(STATUS, `${RETURNED}${'x'.repeat(3_000_000)}`);
  assert.deepEqual(await read(endless), EXPECTED);
  const parts = report(STATUS, RETURNED).replace(
    '--b/1--',
    '--b/1\r\nContent-Type: message/delivery-status\r\n\r\nx\r\n'.repeat(20_000),
  );
  assert.equal(await read(parts), undefined);
  const status = (n: number) => `Final-Recipient: rfc822; ${n}@other.test\r\nAction: failed\r\n\r\n`;
  const many = Array.from({ length: 700 }, (_, n) => status(n)).join('');
  assert.equal((await read(report(`Reporting-MTA: dns; mx.example\r\n\r\n${many}`, RETURNED)))?.recipients.length, 100);
  const deep = Array.from(
    { length: 500 },
    (_, n) => `Content-Type: multipart/mixed; boundary=${n}\r\n\r\n--${n}\r\n`,
  ).join('');
  assert.equal(await read(deep), undefined);
});

test('reading ends if the parser gives up or the store breaks off in the middle of a part', {
  timeout: 20_000,
}, async () => {
  const long = `${STATUS}\r\n${'X-Filler: x\r\n'.repeat(7_000)}`;
  const givesUp = report(long, '\r\n').replace('--b/1--', '--b/1\r\n\r\n'.repeat(1_500));
  const dsn = await read(givesUp, 65_536);
  assert.ok(dsn === undefined || dsn.messageId);
  async function* breaksOff(): AsyncGenerator<Buffer> {
    yield Buffer.from(report(long, RETURNED).slice(0, 70_000));
    throw new Error('the store is away');
  }
  await assert.rejects(readDsn(breaksOff()), /the store is away/);
  assert.deepEqual(await read(report(STATUS, RETURNED)), EXPECTED, 'the next one is read');
});
