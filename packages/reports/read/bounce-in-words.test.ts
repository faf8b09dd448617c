import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBounceInWords, readBounceInWords } from './bounce-in-words.ts';

async function* inPieces(message: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < message.length; at += size) yield message.subarray(at, at + size);
}

/** Reads a message, written with LF here. */
const read = (text: string, size = 1_000) =>
  readBounceInWords(inPieces(Buffer.from(text.replaceAll('\n', '\r\n')), size));
const isOne = (text: string) => isBounceInWords(Buffer.from(text.replaceAll('\n', '\r\n')));

const QMAIL = `From: MAILER-DAEMON@mx.other.test
To: alice@postroom.test
Subject: failure notice

Hi. This is the qmail-send program at mx.other.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bob@other.test>:
Sorry, no mailbox here by that name. (#5.1.1)

<carol@third.test>:
192.0.2.9 does not like recipient.
Remote host said: 552 mailbox full
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

Return-Path: <alice@postroom.test>
Received: (qmail 123 invoked by uid 0)
To: dave@other.test
Message-ID: <one@postroom.test>
Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=

eve@other.test: this is only text
`;

const EXIM = `From: Mail Delivery System <Mailer-Daemon@mx.other.test>
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied
X-Failed-Recipients: bob@other.test,
  list@other.test

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bob@other.test
    host mx2.other.test [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<bob@other.test>:
    550 5.7.1 we do not want this

------ This is a copy of the message, including all the headers. ------

Return-path: <alice@postroom.test>
Message-Id:
 <two@postroom.test>
Subject: hi
`;

const EXCHANGE = `From: System Administrator <postmaster@other.test>
Subject: Undeliverable: hi
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Your message

  To:      bob@other.test
  Subject: hi

did not reach the following recipient(s):

bob@other.test on Tue, 1 Dec 2026 10:00:00 +0100
    The recipient name is not recognised
	MSEXCH:IMS:OTHER:MX:MX 0 (000C05A6) Unknown Recipient

--b
Content-Type: message/rfc822

Message-ID: <three@postroom.test>
Subject: hi

body
--b--
`;

test('bounces of qmail, Exim and old Exchange say who did not get which message, and why', async () => {
  for (const size of [1, 7, 100_000]) {
    assert.deepEqual(await read(QMAIL, size), {
      messageId: '<one@postroom.test>',
      subject: 'grüße',
      reportingMta: 'mx.other.test',
      recipients: [
        {
          finalRecipient: 'bob@other.test',
          originalRecipient: '',
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'Sorry, no mailbox here by that name. (#5.1.1)',
        },
        {
          finalRecipient: 'carol@third.test',
          originalRecipient: '',
          action: 'failed',
          status: '5.0.0',
          diagnostic: '192.0.2.9 does not like recipient. Remote host said: 552 mailbox full Giving up on 192.0.2.9.',
        },
      ],
    });
  }
  const said = async (text: string) => {
    const dsn = await read(text);
    return [dsn?.messageId, ...(dsn?.recipients ?? []).map((one) => [one.finalRecipient, one.action, one.status])];
  };
  assert.deepEqual(await said(EXIM), [
    '<two@postroom.test>',
    ['bob@other.test', 'failed', '5.7.1'],
    ['list@other.test', 'failed', '5.0.0'],
  ]);
  assert.deepEqual(await said(EXCHANGE), ['<three@postroom.test>', ['bob@other.test', 'failed', '5.0.0']]);
  assert.match((await read(EXCHANGE))?.recipients[0]?.diagnostic ?? '', /The recipient name is not recognised/);
});

test('a warning about a mail that waits is no failure, and a notice that it arrived is none at all', async () => {
  const warning = EXIM.replace(/X-Failed.*\n.*\n/, '').replace(
    /Subject: .*/,
    'Subject: Warning: message delayed 24 hours',
  );
  assert.deepEqual(
    (await read(warning))?.recipients.map(({ action, status }) => [action, status]),
    [['delayed', '5.7.1']],
  );
  assert.equal(await read(QMAIL.replace(/I'm afraid .*/, 'Your message was delivered to:')), undefined);
});

test('the message is known by its copy, else by what the bounce answers', async () => {
  const answering = QMAIL.replace(/Message-ID.*\n/, '').replace(
    'Subject:',
    'References: <a@x> <four@postroom.test>\nSubject:',
  );
  assert.equal((await read(answering))?.messageId, '<four@postroom.test>');
  assert.equal(await read(QMAIL.replace(/Message-ID.*\n/, '')), undefined);
  for (const nobody of ['Somebody:', 'a@.', '@b.test', '<>:']) {
    assert.equal(await read(QMAIL.replace(/^<.*>:$/gm, nobody)), undefined, nobody);
  }
});

test('only mail of those who write bounces is looked at', () => {
  for (const one of [QMAIL, EXIM, EXCHANGE, 'X-Failed-Recipients: a@b.test\n\n']) assert.ok(isOne(one));
  for (const one of [QMAIL.replace('MAILER-DAEMON', 'bob'), 'Subject: x\n\n', '', 'From: postmaster\n\n']) {
    assert.ok(!isOne(one), one.slice(0, 40));
  }
});

test('endless texts, lines and lists of recipients are read up to a limit', async () => {
  const [head = ''] = QMAIL.split('<bob@');
  const copy = QMAIL.slice(QMAIL.indexOf('--- Below'));
  const many = Array.from({ length: 400 }, (_, n) => `<r${n}@other.test>:\n`).join('');
  assert.equal((await read(head + many + copy))?.recipients.length, 100);
  for (const endless of [
    '<'.repeat(2_000_000),
    'a@'.repeat(1_000_000),
    `${'* '.repeat(500)}\n`.repeat(2_000),
    '\n'.repeat(2_000_000),
  ]) {
    assert.equal(await read(head + endless + copy), undefined);
  }
  const long = await read(QMAIL.replace('Sorry,', `Sorry, ${'x'.repeat(5_000)}`));
  assert.equal(long?.recipients[0]?.diagnostic.length, 500);
});
