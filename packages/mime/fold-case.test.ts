import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldCase } from './fold-case.ts';
import { cpuMs } from './testing.ts';

describe('search folding', () => {
  it('changes to lower case, and each run of white space to one space', () => {
    assert.equal(foldCase('Hello,\r\n\tWORLD  \u00a0 again\n'), 'hello, world again ');
    assert.equal(foldCase('a b\u2003c'), 'a b c');
  });

  it('applies NFKC: full width, half width, ligatures, decomposed letters', () => {
    assert.equal(foldCase('ＡＢＣ１２３'), 'abc123');
    assert.equal(foldCase('ｶﾞ'), 'ガ');
    assert.equal(foldCase('ﬁ A\u0308'), 'fi ä');
    assert.equal(foldCase('ΟΔΟΣ'), foldCase('οδος'));
  });

  it('gives text that PostgreSQL can store', () => {
    assert.equal(foldCase('a\0b\ud800c\udc00\u{1f600}'), 'ab\ufffdc\ufffd\u{1f600}');
  });

  it('changes nothing the second time', () => {
    for (const text of ['ĳ İSTANBUL ẞ ς', 'Ⅷ ㎏ ﷺ', 'x\u0316\u0301', '\u1e9b\u0323'])
      assert.equal(foldCase(foldCase(text)), foldCase(text));
  });

  it('takes linear time for a million combining marks', () => {
    const start = cpuMs();
    for (const marks of ['\u0316\u0301', '\uff9e\u0301', '\u0344\u0316']) foldCase(`a${marks.repeat(500_000)}`);
    assert.ok(cpuMs() - start < 2000);
    const kept = `a${'\u0316\u0301'.repeat(10)}`;
    assert.equal(foldCase(kept).normalize('NFD').length, 21);
  });
});
