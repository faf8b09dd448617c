import assert from 'node:assert/strict';
import { isAscii } from 'node:buffer';
import { decodeBody, edited, type Part, scan, sevenBitEdits } from '@postroom/mime';
import type { ParserTarget } from '../parser-target.ts';

const MESSAGE = [
  'From: a@a.example',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"',
  'Content-Transfer-Encoding: 8bit',
  '',
  'pre\xe9',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'gr\xc3\xbc\xc3\x9fe \r\n-- \r\n.\r\n= 1',
  '--b',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: binary',
  '',
  'Subject: inner',
  'Content-Type: multipart/signed; boundary=c',
  '',
  '--c',
  '',
  'sign\xe9d',
  '--c--',
  '--b',
  'Content-Type: application/x',
  'content-transfer-encoding: binary',
  'Content-Transfer-Encoding: base64',
  '',
  '\x00\x80\n\r\xff',
  '--b',
  'Content-Type: text/html',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '=C3=BC \xfc=\r\n',
  '--b--',
  'post\xe9',
  '',
].join('\r\n');

/** Conversion for servers with 7-bit lines only: parts and contents must stay the same, and all must be 7-bit lines that may be encoded. */
export const sevenBit: ParserTarget = {
  name: 'seven-bit',
  dictionary: [
    ...['--b', '--b--', '--c', '\r\n--b\r\n', 'multipart/signed; boundary=b', 'multipart/digest; boundary=c'],
    ...[
      'message/rfc822',
      'message/global',
      'message/partial',
      'text/plain',
      '\r\n\r\n',
      '\n',
      '\r',
      '\0',
      ' \r\n',
      '\xff',
    ],
    ...['Content-Transfer-Encoding: 8bit\r\n', 'base64', 'quoted-printable', 'binary', '=\r\n', '-', 'x'.repeat(80)],
  ],
  say: () => MESSAGE,
  async check(message, random) {
    const isBinary = random.below(2) === 0;
    const edits = await sevenBitEdits(pieces(message, random.pick([3, 64, 100_000])), { isBinary });
    let end = 0;
    for (const { from, to } of edits) {
      assert.ok(end <= from && from <= to && to <= message.length, 'edits lie in each other');
      end = to;
    }
    const before = scan(message);
    if (edits.length === 0) return;
    const sent = Buffer.concat(await Array.fromAsync(edited(pieces(message, random.pick([1, 7, 512])), edits)));
    same(before, message, scan(sent), sent, isBinary);
  },
};

async function* pieces(message: Buffer, length: number) {
  for (let at = 0; at < message.length; at += length) yield message.subarray(at, at + length);
}

function same(one: Part, message: Buffer, other: Part, sent: Buffer, isBinary: boolean): void {
  assert.deepEqual([other.type, other.subtype, other.params], [one.type, one.subtype, one.params]);
  const [inner, others] = [one, other].map((part) => (part.message ? [part.message] : part.children)) as [
    Part[],
    Part[],
  ];
  assert.equal(others?.length, inner?.length);
  if (one.subtype === 'signed' && one.children) {
    assert.deepEqual(sent.subarray(other.bodyStart, other.bodyEnd), message.subarray(one.bodyStart, one.bodyEnd));
  } else if (inner) {
    for (const [index, part] of inner.entries()) same(part, message, others[index] as Part, sent, isBinary);
  } else {
    const raw = sent.subarray(other.bodyStart, other.bodyEnd);
    const said = decodeBody(one, message.subarray(one.bodyStart, one.bodyEnd)).toString('latin1');
    assert.equal(lines(decodeBody(other, raw).toString('latin1'), isBinary), lines(said, isBinary));
    if (other.encoding !== one.encoding) assertLines(raw, isBinary || other.encoding !== '7bit');
  }
}

/** Removes differences of line ends, which may change unless the message is binary. */
function lines(text: string, isBinary: boolean): string {
  return isBinary ? text : text.replace(/\r\n|\r|\n/g, '\n');
}

function assertLines(raw: Buffer, wasEncoded: boolean): void {
  assert.ok(isAscii(raw), 'not 7-bit');
  if (!wasEncoded) return;
  assert.ok(!raw.includes(0), 'a NUL');
  for (const line of raw.toString('latin1').split('\r\n')) {
    assert.ok(line.length <= 998 && !/[\r\n]/.test(line), `a line of ${line.length}`);
  }
}
