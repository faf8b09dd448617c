import assert from 'node:assert/strict';
import { it } from 'node:test';
import { casemap, compareCasemapped } from './casemap.ts';

it('letters sort beside their accented forms, ignoring case, and scripts by code point (RFC 5051)', () => {
  const order = [
    '',
    '1',
    'Anna',
    'az',
    'äpfel',
    'Äpfel 2',
    'E',
    'e',
    'Ez',
    'École',
    'égal',
    'f',
    'zebra',
    '_',
    'ß',
    'Ωmega',
    'і',
    'б',
    '中',
    '文',
    '😀',
  ];
  for (const [n, text] of order.entries()) {
    for (const after of order.slice(n + 1)) {
      const expected = casemap(text) === casemap(after) ? 0 : -1;
      assert.equal(Math.sign(compareCasemapped(text, after)), expected, `${text} ${after}`);
    }
  }
});

it('each letter maps to one letter (UnicodeData.txt, simple title case)', () => {
  const cases: [string, string][] = [
    ['straße', 'STRAßE'],
    ['ǆ ǅ Ǆ', 'DŽ DŽ DŽ'],
    ['ﬁ', 'FI'],
    ['ς σ', 'Σ Σ'],
    ['ı i İ', 'I I İ'],
    ['ᾳ', 'ΑΙ'],
    ['ა', 'ა'],
    ['ｱ ①', 'ア 1'],
    ['𐐨', '𐐀'],
  ];
  for (const [text, expected] of cases) assert.equal(casemap(text), expected.normalize('NFD'), text);
});
