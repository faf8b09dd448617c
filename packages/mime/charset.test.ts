import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeCharset } from './charset.ts';

const bytes = (...values: number[]): Buffer => Buffer.from(values);

describe('charsets', () => {
  it('decodes what mail is written in', () => {
    assert.equal(decodeCharset(bytes(0xe4, 0xf6), 'ISO-8859-1'), 'äö');
    assert.equal(decodeCharset(bytes(0xd6, 0xd0), 'gb2312'), '中');
    assert.equal(decodeCharset(bytes(0x84, 0x30, 0x81, 0x30), 'GB18030').length, 1);
    assert.equal(decodeCharset(bytes(0xa4, 0xa4), 'big5'), '中');
    assert.equal(decodeCharset(bytes(0x82, 0xa0), 'Shift_JIS'), 'あ');
    assert.equal(decodeCharset(Buffer.from('\x1b$B$"\x1b(B'), 'iso-2022-jp'), 'あ');
    assert.equal(decodeCharset(bytes(0xb0, 0xa1), 'ks_c_5601-1987'), '가');
    assert.equal(decodeCharset(bytes(0xc1), 'koi8-r'), 'а');
    assert.equal(decodeCharset(Buffer.from('+AOQ-'), 'UTF-7'), 'ä');
    assert.equal(decodeCharset(bytes(0x84), 'cp850'), 'ä');
  });

  it('us-ascii, none and unknown ones are UTF-8 or windows-1252', () => {
    for (const charset of ['us-ascii', '', 'x-unknown', 'a'.repeat(1000), '\0', '__proto__']) {
      assert.equal(decodeCharset(Buffer.from('äö€'), charset), 'äö€', charset);
      assert.equal(decodeCharset(bytes(0xe4, 0x80), charset), 'ä€', charset);
    }
  });

  it('never throws on bytes that are not of the charset', () => {
    assert.equal(decodeCharset(bytes(0x61, 0xff, 0x62), 'utf-8'), 'a\ufffdb');
    assert.equal(decodeCharset(bytes(0xef, 0xbb, 0xbf, 0x61), 'utf-8'), 'a');
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    for (const charset of [
      'utf-16',
      'utf-32',
      'utf-7',
      'iso-2022-jp',
      'iso-2022-kr',
      'euc-jp',
      'hz-gb-2312',
      'base64',
      'hex',
    ]) {
      assert.equal(typeof decodeCharset(all, charset), 'string');
    }
  });
});
