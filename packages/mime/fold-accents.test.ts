import assert from 'node:assert/strict';
import { test } from 'node:test';
import { casemap } from './casemap.ts';
import { foldAccents, foldForSearch, isUnaccented } from './fold-accents.ts';
import { foldCase } from './fold-case.ts';

const same = (one: string, other: string) => assert.equal(foldForSearch(one), foldForSearch(other));

test('text is found without its accents in Latin, Greek, Cyrillic, Hebrew and Arabic', () => {
  same('Café', 'CAFE');
  same('cafe\u0301', 'cafe');
  same('Straße STRAẞE', 'strasse strasse');
  same('İSTANBUL ışık', 'istanbul isik');
  same('Nguyễn Đường Việt', 'nguyen duong viet');
  same('Łódź Ørsted Ærø cœur Þór', 'lodz orsted aero coeur thor');
  same('Άνθρωπος ΐ', 'ανθρωποσ ι');
  same('ёлка во\u0301ды', 'елка воды');
  same('שָׁלוֹם', 'שלום');
  same('أَحْمَد إيمان', 'احمد ايمان');
  same('ＣＡＦＥ́ ﾊﾝｶｸ', 'cafe ハンカク');
});

test('letters that count as different in their language stay different', () => {
  for (const [one, other] of [
    ['が', 'か'],
    ['ﾊﾟ', 'ハ'],
    ['한', '하'],
    ['мой', 'мои'],
    ['їжа', 'іжа'],
    ['की', 'क'],
    ['ไม่', 'ไม'],
  ] as const)
    assert.notEqual(foldForSearch(one), foldForSearch(other), one);
});

test('folding a letter does not depend on its neighbours, and folds it completely', () => {
  let all = '';
  let each = '';
  for (let code = 1; code < 0x3000; code++) {
    const folded = foldForSearch(String.fromCharCode(code));
    assert.equal(foldAccents(folded), folded, code.toString(16));
    all += String.fromCharCode(code);
    each += folded;
  }
  const letters = (text: string) => text.replace(/[\s\p{M}]/gu, '');
  assert.equal(letters(foldAccents(all.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ'))), letters(each));
});

test('for Latin and Greek at least what i;unicode-casemap holds equal is found (RFC 5051)', () => {
  for (const [text, part] of [
    ['Café', 'cafe'],
    ['Ǖber', 'u'],
    ['ﬁancé', 'FIANCE'],
    ['Άλφα', 'α'],
  ] as const) {
    assert.ok(casemap(text).includes(casemap(part)));
    assert.ok(foldForSearch(text).includes(foldForSearch(part)), text);
  }
});

test('a text counts as unaccented if folding does not change it', () => {
  for (const text of ['', 'a cafe', '会议', 'мой чай', 'がか', 'école', 'cafe\u0301', 'ё', 'שָׁלוֹם', 'x'.repeat(9_000)]) {
    const folded = foldCase(text);
    assert.equal(isUnaccented(folded), foldAccents(folded) === folded, text.slice(0, 20));
  }
});
