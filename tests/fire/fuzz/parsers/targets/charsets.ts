import assert from 'node:assert/strict';
import { createCharsetDecoder, decodeCharset } from '../../../../../packages/mime/charset/charset.ts';
import type { ParserTarget } from '../parser-target.ts';

const LABELS = [
  ...['utf-8', 'utf-7', 'utf-16', 'utf-16le', 'us-ascii', 'iso-8859-8-i', 'windows-1252', 'koi8-r', 'x-mac-greek', ''],
  ...['gb18030', 'gb2312', 'big5', 'big5-hkscs', 'shift_jis', 'euc-jp', 'euc-kr', 'hz-gb-2312', 'iso-2022-jp'],
  ...['iso-2022-kr', 'iso-2022-cn', 'iso-2022-jp-2', 'utf-32', 'unknown-8bit', 'x\0y', 'cesu-8'],
];
/** Charsets whose pieces give the same text as the whole, however broken it is and wherever it is cut. */
const STREAMED = new Set(['utf-7', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'hz-gb-2312']);
const CHUNKS = [1, 2, 7, 512];

/** Texts in every charset, whole and in pieces. */
export const charsets: ParserTarget = {
  name: 'charsets',
  dictionary: [
    ...[
      '\x1b$B',
      '\x1b(B',
      '\x1b$)C',
      '\x1b$)A',
      '\x1b$*H',
      '\x1b.A',
      '\x1bN',
      '\x0e',
      '\x0f',
      '~{',
      '~}',
      '~~',
      '~\n',
    ],
    ...['+', '-', '+AAAA', '+2D3YAA-', '\xff\xfe', '\xfe\xff', '\xed\xa0\x80', '\x81\x30\x81\x30', '\x84\x31\xa4\x37'],
    ...['\xf0\x9f', '\x8f\xa1', '\x8e', '\0', '\x80'],
  ],
  say: (random) =>
    random.pick([
      'Gr\xc3\xbc\xc3\x9fe, \xe4\xbd\xa0\xe5\xa5\xbd',
      '\x1b$BF|K\\8l\x1b(B and \x1b$)C\x0e0!\x0f',
      '~{<:Ky2;~} +ZeVnLIqe-',
      '\xc4\xe3\xba\xc3 \xa4\xa4\xa4\xe5 \x83e\x83X\x83g \x81\x30\x84\x36',
      'H\0i\0 \0\x3d\xd8\0\xde',
    ]),
  check(octets, random) {
    const charset = random.pick(LABELS);
    const whole = decodeCharset(octets, charset);
    assert.ok(whole.length <= octets.length + 2, `${octets.length} octets became ${whole.length} characters`);
    const size = random.pick(CHUNKS);
    const decoder = createCharsetDecoder(charset, octets);
    let text = '';
    for (let at = 0; at < octets.length; at += size) text += decoder.write(octets.subarray(at, at + size));
    text += decoder.end();
    if (STREAMED.has(charset)) assert.equal(text, whole, `${charset} in pieces of ${size}`);
  },
};
