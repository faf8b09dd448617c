import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeWords } from './encoded-words.ts';
import { cpuMs } from './testing.ts';

describe('encoded-words', () => {
  it('RFC 2047 8: the examples are decoded', () => {
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a?=)'), '(a)');
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a?= b)'), '(a b)');
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)'), '(ab)');
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a?=  \r\n   =?ISO-8859-1?Q?b?=)'), '(ab)');
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a_b?=)'), '(a b)');
    assert.equal(decodeWords('(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)'), '(a b)');
    const subject =
      '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=';
    assert.equal(decodeWords(subject), 'If you can read this you understand the example.');
  });

  it('words split inside a character are joined', () => {
    assert.equal(decodeWords('=?utf-8?q?=E2=82?= =?UTF-8?B?rA==?='), '€');
    assert.equal(decodeWords('x =?gb2312?B?1tDO?= =?gb2312?B?xA==?= y'), 'x 中文 y');
  });

  it('stateful charsets start anew in every word', () => {
    const word = '=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=';
    assert.equal(decodeWords(`Re: ${word} ${word}`), 'Re: テストテスト');
  });

  it('RFC 2231 5: a language tag is skipped', () => {
    assert.equal(decodeWords('=?US-ASCII*EN?Q?Keith_Moore?='), 'Keith Moore');
  });

  it('8-bit text is read as UTF-8, else as windows-1252, and Unicode text is kept', () => {
    assert.equal(decodeWords('Gr\xc3\xbc\xc3\x9fe'), 'Grüße');
    assert.equal(decodeWords('Gr\xfc\xdfe \x93x\x94'), 'Grüße “x”');
    assert.equal(decodeWords('日本 \xfc'), '日本 ü');
    assert.equal(decodeWords('\xc3\xbc =?utf-8?q?=C3=BC?= \xc3\xbc'), 'ü ü ü');
  });

  it('text that is not an encoded-word is kept, and broken ones are decoded as far as possible', () => {
    for (const text of ['=?', '=?utf-8?q?', '=?utf-8?x?abc?=', '=??q?a?=', '?=', 'a=?=b', '']) {
      assert.equal(decodeWords(text), text);
    }
    assert.equal(decodeWords('=?utf-8?q?a=ZZb=?='), 'a=ZZb=');
    assert.equal(decodeWords('=?utf-8?b?!!?='), '');
    assert.equal(decodeWords('=?utf-8?q?with blanks?='), 'with blanks');
    assert.equal(decodeWords('=?x-unknown?q?=C3=BC?='), 'ü');
    assert.equal(decodeWords('=?x-unknown?q?=FC?='), 'ü');
    assert.equal(decodeWords('=?utf-8?q?=FF?='), '\ufffd');
  });

  it('RFC 8621 4.1.2.2: control characters in encoded-words are dropped', () => {
    assert.equal(decodeWords('=?utf-8?q?a=00b=0D=0Ac=09d=7F=C2=85e?='), 'abcde');
    assert.equal(decodeWords('=?utf-8?b?YQBiDQpj?= =?utf-8?q?=1Bd?='), 'abcd');
  });

  it('400 kB of any text take linear time', () => {
    for (const unit of ['=?', '=?a', '=?a?q?', '=?a?q?b', '=?utf-8?q?=41?= ', '=?x-none?q?a?=', '=?=?', ' ', '=?a*']) {
      const value = unit.repeat(400_000 / unit.length);
      const start = cpuMs();
      decodeWords(value);
      const milliseconds = cpuMs() - start;
      assert.ok(milliseconds < 1000, `${unit}: ${milliseconds} ms`);
    }
  });
});
