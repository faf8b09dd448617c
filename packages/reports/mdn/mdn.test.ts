import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMdn } from '../read/read-mdn.ts';
import { buildMdn, type Mdn } from './build-mdn.ts';
import { readMdnRequest } from './mdn-request.ts';

const MDN: Mdn = {
  id: '01990000-0000-7000-8000-000000000001',
  hostname: 'mail.here.test',
  date: new Date('2026-11-27T10:00:00Z'),
  from: { name: 'Bob', address: 'bob@here.test' },
  to: ['ann@x.test'],
  subject: 'Read: Lunch?',
  text: 'It was read.\n',
  reportingUA: 'postroom; page',
  mdnGateway: null,
  originalRecipient: null,
  finalRecipient: 'rfc822; bob@here.test',
  originalMessageId: '<m@x.test>',
  disposition: { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' },
  error: [],
  extensionFields: { 'X-More': 'said' },
  original: { kind: 'headers', bytes: Buffer.from('Message-ID: <m@x.test>\r\nSubject: Lunch?\r\n\r\n') },
};

async function* pieces(raw: Buffer): AsyncGenerator<Buffer> {
  yield raw;
}

test('RFC 8098 3: a read receipt describes the disposition for people and for programs', async () => {
  const { raw, messageId, smtpUtf8 } = await buildMdn(MDN);
  const text = raw.toString();
  assert.equal(smtpUtf8, false);
  assert.match(text, /^Content-Type: multipart\/report;\s+report-type=disposition-notification;/m);
  for (const line of [
    ...['From: Bob <bob@here.test>', 'To: ann@x.test', 'In-Reply-To: <m@x.test>', `Message-ID: ${messageId}`],
    ...['Content-Type: message/disposition-notification', 'Final-Recipient: rfc822; bob@here.test'],
    ...['Original-Message-ID: <m@x.test>', 'Disposition: manual-action/MDN-sent-manually; displayed', 'X-More: said'],
  ]) {
    assert.ok(text.includes(`${line}\r\n`), line);
  }
  const { subject, text: says, includesOriginal, ...fields } = (await readMdn(pieces(raw))) ?? {};
  assert.deepEqual([subject, says?.trim(), includesOriginal], ['Read: Lunch?', 'It was read.', true]);
  const { reportingUA, mdnGateway, originalRecipient, finalRecipient, originalMessageId, disposition } = MDN;
  assert.deepEqual(fields, {
    reportingUA,
    mdnGateway,
    originalRecipient,
    finalRecipient,
    originalMessageId,
    disposition,
    error: [],
    extensionFields: { 'X-More': 'said' },
    originalSubject: 'Lunch?',
  });
});

test("every line of a user's text ends with CRLF (RFC 5322 2.3)", async () => {
  for (const text of ['It was read.\n', 'It was\rread, über all', 'a\r\nb'])
    assert.doesNotMatch((await buildMdn({ ...MDN, text })).raw.toString(), /\r(?!\n)|(?<!\r)\n|[^\n]$/, text);
});

test('no value can inject a line', async () => {
  const { raw } = await buildMdn({
    ...MDN,
    subject: 'a\r\nBcc: x@x.test',
    reportingUA: 'a\r\nX-Evil: 1',
    to: ['a\r\nX-Evil: 1@x.test'],
    error: ['b\r\n\r\nX-Evil: 1'],
  });
  assert.doesNotMatch(raw.toString(), /^(?:X-Evil|Bcc):/m);
});

test('an invalid receipt, or one without a recipient, is not accepted', async () => {
  const { raw } = await buildMdn(MDN);
  for (const [from, to] of [
    ['message/disposition-notification', 'text/plain'],
    ['Disposition: manual', 'X-Disposition: manual'],
    ['; displayed', '; eaten'],
    ['Final-Recipient:', 'X-Final:'],
  ] as const) {
    assert.equal(await readMdn(pieces(Buffer.from(raw.toString().replace(from, to)))), undefined, from);
  }
});

test('RFC 8098 2.1: a receipt goes to the requester, automatically only if the envelope agrees', () => {
  const read = (...lines: string[]) => readMdnRequest(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
  const asks = 'Disposition-Notification-To: Ann <ann@x.test>';
  const plain = read(
    'Return-Path: <Ann@x.test>',
    asks,
    'Message-ID: <m@x.test>',
    'Original-Recipient: rfc822;b@y.test',
  );
  assert.deepEqual(plain, {
    to: ['ann@x.test'],
    messageId: '<m@x.test>',
    originalRecipient: 'rfc822;b@y.test',
    isAutomatic: false,
    isFromAsker: true,
  });
  assert.equal(read('Return-Path: <eve@x.test>', asks).isFromAsker, false);
  assert.equal(read(asks).isFromAsker, false);
  assert.deepEqual(read('Subject: x').to, []);
  for (const line of [
    ...['Return-Path: <>', 'List-Id: <l.x.test>', 'Precedence: bulk', 'Auto-Submitted: auto-generated'],
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
  ]) {
    assert.equal(read(line, asks).isAutomatic, true, line);
  }
});
