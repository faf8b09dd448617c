import assert from 'node:assert/strict';
import {
  createScanner,
  decodeWords,
  describe,
  htmlToText,
  messageIds,
  type Part,
  parseAddresses,
  parseZonedDate,
  readMbox,
  scan,
} from '@postroom/mime';
import { tokensOf } from '../../../../../packages/filter/index.ts';
import { lookInside } from '../../../../../packages/policy/message/archive.ts';
import { linksIn } from '../../../../../packages/policy/message/links.ts';
import type { ParserTarget } from '../parser-target.ts';

const MESSAGE = [
  'From: =?utf-8?q?J=C3=B6rg?= <j@a.example>, "x, y" <"a b"@b.example>, g: c@d.example;',
  'Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= and =?big5?Q?=A4=A4?=',
  'Date: Fri, 27 Nov 2026 12:00:00 +0100 (CET)',
  'Message-ID: <one@a.example>',
  'References: <a@b> <c@d>',
  'Content-Type: multipart/mixed; boundary="b"; charset*0*=utf-8\'\'x; charset*1=y',
  '',
  '--b',
  'Content-Type: text/html; charset=gb18030',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>Hello&nbsp;<b>=C4=E3</b> <a href=3D"https://x.example">y</a>',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'text',
  '--b',
  'Content-Type: application/zip; name="=?utf-8?b?YS56aXA=?="',
  "Content-Disposition: attachment; filename*=utf-8''a%20b.zip",
  'Content-Transfer-Encoding: base64',
  '',
  'UEsDBAoAAAAAAA==',
  '--b--',
  '',
].join('\r\n');
const CHUNKS = [1, 7, 512];

/** Messages: their parts, texts and names, whole and in pieces. */
export const mime: ParserTarget = {
  name: 'mime',
  dictionary: [
    ...[
      '--b',
      '--b--',
      '\r\n--b\r\n',
      'Content-Type: ',
      'multipart/mixed; boundary=b',
      'message/rfc822',
      'text/html',
      'charset=utf-7',
      '\r\n\r\n',
    ],
    ...[
      'Content-Transfer-Encoding: ',
      'base64',
      'quoted-printable',
      'uuencode',
      '=\r\n',
      '=3D',
      '<',
      '>',
      '<!--',
      '<script>',
      '&#',
      '\x1b$B',
      '~{',
    ],
  ],
  say: () => MESSAGE,
  async check(message, random) {
    const tree = scan(message);
    requireInside(tree, 0, message.length);
    const size = random.pick(CHUNKS);
    if (message.length / size < 5_000) {
      const scanner = createScanner();
      for (let at = 0; at < message.length; at += size) scanner.push(message.subarray(at, at + size));
      assert.deepEqual(scanner.end(), tree, `in pieces of ${size}`);
    }
    const { subject, searchText } = describe(message);
    assert.doesNotMatch(searchText, /\0/);
    const text = htmlToText(message.toString('latin1'));
    const links = [...linksIn(message.toString('latin1'))];
    assert.ok(links.length <= message.length);
    for (const kind of ['zip', 'gzip', 'tar', 'rar', '7z'] as const)
      await lookInside({ kind, names: ['a'], bytes: message, ending: message.subarray(-100) });
    tokensOf({ subject: subject ?? '', from: '', text });
  },
};

function requireInside(part: Part, from: number, to: number): void {
  const { headerStart, bodyStart, bodyEnd } = part;
  assert.ok(
    from <= headerStart && headerStart <= bodyStart && bodyStart <= bodyEnd && bodyEnd <= to,
    'a part lies outside',
  );
  const inner = part.message ? [part.message] : (part.children ?? []);
  for (const one of inner) requireInside(one, bodyStart, bodyEnd);
}

/** Values of header fields: addresses, words, dates, ids. */
export const fields: ParserTarget = {
  name: 'fields',
  dictionary: [
    '=?',
    '?=',
    '?q?',
    '?b?',
    '=?utf-8?q?',
    '"',
    '\\',
    '(',
    ')',
    '<',
    '>',
    '@',
    ':',
    ';',
    ',',
    '.',
    '[',
    ']',
    ' +2400',
    '\xe9',
    '\0',
  ],
  say: (random) => random.pick(MESSAGE.split('\r\n').slice(0, 6)).replace(/^[A-Za-z-]+: /, ''),
  check(input) {
    const value = input.toString('latin1');
    const addresses = parseAddresses(value, 100);
    // A group that is cut off still gets its end entry.
    assert.ok(addresses.length <= 101, `${addresses.length} addresses`);
    decodeWords(value);
    const date = parseZonedDate(value);
    if (date) assert.ok(!Number.isNaN(date.date.getTime()));
    for (const id of messageIds(value, 50)) assert.doesNotMatch(id, /[\r\n]/);
  },
};

/** Mbox files: each message is read with its separator, and each one ends. */
export const mbox: ParserTarget = {
  name: 'mbox',
  dictionary: [
    'From ',
    '\nFrom ',
    '>From ',
    '\r\n',
    '\n\n',
    'Status: RO\n',
    'X-Status: F\n',
    'Content-Length: 99999\n',
    'X-Keywords: a b\n',
  ],
  say: () =>
    'From a@b Fri Nov 27 12:00:00 2026\nSubject: x\nStatus: RO\n\n>From here\n\nFrom c@d Fri Nov 27 12:00:00 2026\n\ny\n',
  async check(file, random) {
    const size = random.pick(CHUNKS);
    async function* pieces() {
      for (let at = 0; at < file.length; at += Math.max(size, file.length / 500))
        yield file.subarray(at, at + Math.max(size, file.length / 500));
    }
    let mails = 0;
    for await (const _mail of readMbox(pieces())) mails += 1;
    assert.ok(mails <= file.length);
  },
};
