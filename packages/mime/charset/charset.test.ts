import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import iconv from 'iconv-lite';
import { cpuMs } from '../testing.ts';
import { createCharsetDecoder, decodeCharset } from './charset.ts';

const names = (list: string): string[] => list.split(' ');
const bytes = (...values: number[]): Buffer => Buffer.from(values);

describe('charsets', () => {
  it('charsets used in mail are decoded', () => {
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

  it('charsets missing in the Encoding Standard are decoded', () => {
    const cases: [string, string | Buffer, string][] = [
      ['iso-2022-kr', '\x1b$)C\x0e0!\x0fa\x0e3*\x0f', '가a나'],
      ['ISO-2022-CN', '\x1b$)A\x0eVPND\x0f.', '中文.'],
      ['iso-2022-cn-ext', '\x1b$)G\x0eDc\x0fx', '\ufffdx'],
      ['hz-gb-2312', '~{VPND~} ~~ a~\nb', '中文 ~ ab'],
      ['HZ', '~{VP~}\n~{ND', '中\n文'],
      ['iso-2022-jp-1', '\x1b$(D0!\x1b(Ba', '丂a'],
      ['iso-2022-jp-2', '\x1b$AVP\x1b(B \x1b$(C0!\x1b$B$"', '中 가あ'],
      ['iso-2022-jp-3', '\x1b(I1\x1b$(O$"', 'ｱあ'],
      ['iso-2022-jp-2004', '\x1b$(Q$"\x1b(B', 'あ'],
      ['csISO2022JP', '\x1b$B$"\x1b(B', 'あ'],
      ['utf-16', bytes(0xfe, 0xff, 0x4e, 0x2d), '中'],
      ['UTF-16', bytes(0xff, 0xfe, 0x2d, 0x4e), '中'],
      ['utf-16', bytes(0, 0x61, 0x4e, 0x2d), 'a中'],
      ['utf16', bytes(0x61, 0, 0x62, 0), 'ab'],
      ['koi8-t', bytes(0x81), 'ғ'],
      ['x-mac-ce', bytes(0x8a), 'ä'],
      ['x-mac-greek', bytes(0xb0), 'Α'],
      ['x-mac-turkish', bytes(0xdd), 'ı'],
    ];
    for (const [charset, text, decoded] of cases) {
      assert.equal(decodeCharset(Buffer.from(text as string, 'latin1'), charset), decoded, charset);
    }
  });

  it('charsets are found by the names used in mail', () => {
    const cases: [string, number[], string][] = [
      [names('gb-2312 GB_2312-80 ms936 cp936 x-gbk windows-936 euc-cn'), [0xd6, 0xd0], '中'],
      [names('big-5 x-big5 cp950 Big5-HKSCS'), [0xa4, 0xa4], '中'],
      [names('euc_kr uhc ks_c_5601 KSC5601 cp949 ms949 x-windows-949'), [0xb0, 0xa1], '가'],
      [names('x-sjis ms932 cp932 windows-31j shift-jis x-ms-cp932'), [0x82, 0xa0], 'あ'],
      [names('tis620 TIS-620 cp874 iso-8859-11 windows-874'), [0xa1], 'ก'],
      [
        names('cp1252 win-1252 ansi-1252 windows1252 x-cp1252 latin1 iso8859-1 iso_8859-1:1987 ISO-8859-15'),
        [0xe4],
        'ä',
      ],
      [names('cp-1251 win1251 x-cp1251 ms1251'), [0xe4], 'д'],
      [names('koi8r koi8_r KOI-8-R cskoi8r'), [0xc1], 'а'],
      [names('utf8 UTF_8 x-utf-8 unicode-1-1-utf-8 utf8mb4 "utf-8"'), [0xc3, 0xa4], 'ä'],
      [names('ansi_x3.4-1968 ANSI_X3.4-1986 iso-646-us us ascii x-ascii'), [0x41], 'A'],
      [names('macroman x-macroman x-mac-roman macintosh'), [0x8a], 'ä'],
    ].flatMap(([list, octets, text]) =>
      (list as string[]).map((name) => [name, octets, text] as [string, number[], string]),
    );
    for (const [charset, octets, text] of cases) assert.equal(decodeCharset(bytes(...octets), charset), text, charset);
  });

  it('all characters that either of two libraries knows are decoded', () => {
    const isCharacter = (text: string): boolean => [...text].length === 1 && !/[\ufffd\ue000-\uf8ff\0-\x9f]/.test(text);
    const tables = [
      ['euc-kr', 'cp949'],
      ['uhc', 'cp949'],
      ['ks_c_5601-1987', 'cp949'],
      ['big5', 'big5hkscs'],
      ['big5-hkscs', 'big5hkscs'],
      ['gbk', 'gbk'],
      ['gb2312', 'gbk'],
      ['gb18030', 'gb18030'],
      ['shift_jis', 'shiftjis'],
      ['euc-jp', 'eucjp'],
    ] as const;
    for (const [charset, table] of tables) {
      const other = new TextDecoder(charset === 'uhc' ? 'euc-kr' : charset);
      let characters = 0;
      for (let pair = 0x8140; pair <= 0xfeff; pair++) {
        const octets = bytes(pair >> 8, pair & 0xff);
        const both = [other.decode(octets), iconv.decode(octets, table)].filter(isCharacter);
        if (both.length === 0) continue;
        characters++;
        assert.ok(both.includes(decodeCharset(octets, charset)), `${charset} ${pair.toString(16)} ${both}`);
      }
      assert.ok(characters > 6_000, `${charset} ${characters}`);
    }
    assert.equal(decodeCharset(bytes(0x8c, 0x63), 'uhc'), '똠');
    assert.equal(decodeCharset(bytes(0x9d, 0xf8), 'big5-hkscs'), '啲');
    assert.equal(decodeCharset(bytes(0x80, 0xa2, 0xe3), 'gbk'), '€€');
  });

  it('text decoded in pieces is the same as in one', () => {
    const sample = Buffer.from('Grüße ~{VPND~} \x1b$)C\x0e0!0!\x0f 中文 +AOQ- \x1b$B$"$"\x1b(B 😀 \xff', 'utf8');
    for (const charset of names(
      'utf-8 hz iso-2022-kr iso-2022-cn iso-2022-jp-2 iso-2022-jp utf-7 gbk utf-16 koi8-t big5 euc-kr',
    )) {
      const whole = createCharsetDecoder(charset, sample);
      const expected = whole.write(sample) + whole.end();
      for (const size of [1, 2, 3, 7]) {
        const decoder = createCharsetDecoder(charset, sample);
        let text = '';
        for (let at = 0; at < sample.length; at += size) text += decoder.write(sample.subarray(at, at + size));
        assert.equal(text + decoder.end(), expected, `${charset} by ${size}`);
      }
    }
  });

  it('broken text may be split anywhere', () => {
    const broken = bytes(0x41, 0x8f, 0xc4, 0x81, 0x30, 0x7e, 0x41, 0x1b, 0x2e, 0x22, 0xe6, 0x1b, 0x28, 0x1b);
    for (const charset of names('gb18030 gbk hz euc-jp shift_jis iso-2022-jp')) {
      const decoder = createCharsetDecoder(charset, broken);
      const text = [...broken].map((octet) => decoder.write(bytes(octet))).join('') + decoder.end();
      assert.match(text, /^A/, charset);
      if (charset !== 'iso-2022-jp') assert.equal(text, decodeCharset(broken, charset), charset);
    }
  });

  it('no charset takes long for a megabyte', () => {
    for (const unit of ['\x1b', '\x1b$B', '\x1b$)C\x0e', '~{', '~', '+AGE-', '+', '\x0e\x0f', 'a ', '\xff']) {
      const text = Buffer.from(unit.repeat(500_000 / unit.length), 'latin1');
      for (const charset of names('hz iso-2022-kr iso-2022-jp-2 iso-2022-jp utf-7 utf-16 us-ascii gb18030 x-none')) {
        const before = cpuMs();
        decodeCharset(text, charset);
        assert.ok(cpuMs() - before < 2000, `${charset} of ${JSON.stringify(unit)}`);
      }
    }
  });

  it('us-ascii, missing and unknown charsets are read as UTF-8 or windows-1252', () => {
    for (const charset of ['us-ascii', '', 'x-unknown', 'a'.repeat(1000), '\0', '__proto__']) {
      assert.equal(decodeCharset(Buffer.from('äö€'), charset), 'äö€', charset);
      assert.equal(decodeCharset(bytes(0xe4, 0x80), charset), 'ä€', charset);
    }
  });

  it('octets that are not of the charset never throw', () => {
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
