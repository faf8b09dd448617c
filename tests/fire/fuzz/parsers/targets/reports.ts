import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import {
  isBounceInWords,
  ReportFault,
  readAggregate,
  readBounceInWords,
  readDsn,
  readMdn,
  readMdnRequest,
} from '@postroom/reports';
import { dmarcXml, tlsJson } from '../../../../../packages/reports/aggregate/testing.ts';
import type { ParserTarget } from '../parser-target.ts';

const mailWith = (type: string, content: Buffer): string =>
  `From: r@receiver.example\r\nSubject: Report domain: postroom.test\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n` +
  `Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;

const documents = [dmarcXml([{}, { source: '2001:db8::1', dkim: 'fail' }]), tlsJson()];

/** Documents of DMARC and TLS reports, packed or not. */
export const aggregates: ParserTarget = {
  name: 'aggregates',
  dictionary: [
    ...[
      '<record>',
      '</record>',
      '<row>',
      '<count>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      '&a;',
      '&#0;',
    ],
    ...[
      '&amp;',
      '<?xml',
      '?>',
      '/>',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      'null',
      '1e309',
      '-1',
      '\\u0000',
      '"policies":',
      '\ufeff',
    ],
  ],
  say: (random) => random.pick(documents),
  async check(document, random) {
    const [type, packed] = random.chance(0.5) ? ['application/gzip', gzipSync(document)] : ['text/xml', document];
    const octets = Buffer.from(packed);
    if (random.chance(0.2) && octets.length > 0) octets[random.below(octets.length)] = random.below(256);
    async function* message() {
      yield Buffer.from(mailWith(type as string, octets), 'latin1');
    }
    const report = await readAggregate(message()).catch((error: unknown) => {
      if (!(error instanceof ReportFault)) throw error;
    });
    if (report?.kind === 'dmarc')
      assert.ok(report.records.every(({ count }) => Number.isSafeInteger(count) && count >= 0));
  },
};

const BOUNCE = [
  'From: MAILER-DAEMON@a.example',
  'Disposition-Notification-To: <b@a.example>',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; a.example',
  '',
  'Final-Recipient: rfc822; c@b.example',
  'Action: failed',
  'Status: 5.1.1',
  '',
  '--b',
  'Content-Type: text/rfc822-headers',
  '',
  'Message-ID: <one@postroom.test>',
  '',
  '--b--',
  '',
].join('\r\n');
const NOTIFIED = BOUNCE.replace('delivery-status', 'disposition-notification').replace(
  'message/delivery-status',
  'message/disposition-notification',
);

/** Notifications about one message: of delivery (RFC 3464) and of disposition (RFC 8098). */
export const notifications: ParserTarget = {
  name: 'notifications',
  dictionary: [
    ...[
      '--b\r\n',
      '--b--\r\n',
      'Action: delayed\r\n',
      'Status: 9.9.999\r\n',
      'Final-Recipient: utf-8; \r\n',
      'boundary="',
      ';',
      '\r\n\r\n',
    ],
    ...[
      'Disposition: manual-action/MDN-sent-manually; displayed\r\n',
      'Original-Message-ID: <',
      '>',
      'message/global-delivery-status',
      '\0',
    ],
  ],
  say: (random) => random.pick([BOUNCE, NOTIFIED]),
  async check(message) {
    const pieces = async function* () {
      for (let at = 0; at < message.length; at += 500) yield message.subarray(at, at + 500);
    };
    const dsn = await readDsn(pieces());
    if (dsn) assert.match(dsn.messageId, /^<[^\r\n]+>$/);
    await readMdn(pieces());
    readMdnRequest(message);
  },
};

const IN_WORDS = [
  'From: MAILER-DAEMON@a.example',
  'X-Failed-Recipients: c@b.example',
  '',
  'Hi. This is the qmail-send program.',
  '',
  '<c@b.example>:',
  'Sorry, no mailbox here by that name. (#5.1.1)',
  '',
  '--- Below this line is a copy of the message.',
  '',
  'Message-ID: <one@postroom.test>',
  'Subject: hi',
  '',
].join('\r\n');

/** Bounces for people only. */
export const bouncesInWords: ParserTarget = {
  name: 'bounces-in-words',
  dictionary: [
    ...['<c@b.example>:\r\n', '  c@b.example\r\n', '550 5.7.1 no', '(#4.4.7)', '> Message-ID: <', 'message-id:\r\n '],
    ...[
      'X-Failed-Recipients: ',
      'References: <',
      '\r\n\r\n',
      '@',
      '<',
      '>',
      '*',
      ' delayed ',
      '\0',
      '\xff',
      '=?utf-8?q?',
    ],
    ...['Content-Type: text/html\r\n', 'Content-Type: multipart/mixed; boundary=b\r\n', '--b\r\n'],
    ...['Content-Type: message/rfc822\r\n', 'Content-Transfer-Encoding: base64\r\n'],
  ],
  say: () => IN_WORDS,
  async check(message) {
    isBounceInWords(message);
    const bounce = await readBounceInWords(
      (async function* () {
        for (let at = 0; at < message.length; at += 500) yield message.subarray(at, at + 500);
      })(),
    );
    if (!bounce) return;
    assert.match(bounce.messageId, /^<[^\r\n]+>$/);
    assert.ok(bounce.recipients.length > 0 && bounce.recipients.length <= 100);
    for (const { finalRecipient, status, diagnostic } of bounce.recipients) {
      assert.match(finalRecipient, /^.+@.+$/s);
      assert.match(status, /^[45]\.\d{1,3}\.\d{1,3}$/);
      assert.ok(diagnostic.length <= 500);
    }
  },
};
