import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import { sentence } from './sentence.ts';

/** Values tried in each place: numbers for every plural form, and the words that select a choice. */
const TRIED = [0, 1, 2, 3, 12, 1_234, 'true', 'false', 'failed', 'Li Wei {x} #'] as const;

function textsIn(table: unknown): string[] {
  if (typeof table === 'string') return [table];
  return typeof table === 'object' && table !== null ? Object.values(table).flatMap(textsIn) : [];
}

test('every text is formatted as ICU does', async () => {
  const files = globSync('{words,join/words}/**/{en,zh}.ts', { cwd: join(import.meta.dirname, '..') });
  assert.ok(files.length > 30);
  let compared = 0;
  for (const file of files) {
    const locale = file.endsWith('zh.ts') ? 'zh-Hans' : 'en';
    for (const text of textsIn({ ...(await import(join(import.meta.dirname, '..', file))) })) {
      const names = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name = '']) => name);
      const icu = new IntlMessageFormat(text, locale);
      const said = sentence(text, locale);
      for (const value of TRIED) {
        const isNumber = typeof value === 'number';
        if (!isNumber && /, (?:number|plural)/.test(text)) continue;
        const values = Object.fromEntries(names.map((name) => [name, value]));
        assert.equal(said(values), String(icu.format(values)), `${file}: ${text}`);
        compared++;
      }
    }
  }
  assert.ok(compared > 5_000, `${compared}`);
});

test('what is filled in leaves the order of our own words alone', () => {
  assert.equal(sentence('Moved to {folder}.', 'en')({ folder: 'תיק' }), 'Moved to \u2068תיק\u2069.');
  assert.equal(sentence('Moved to {folder}.', 'en')({ folder: 'Files' }), 'Moved to Files.');
});

test('nested choices are supported, and numbers in them are formatted in their language', () => {
  const text =
    '{count, plural, =0 {Nothing} one {# mail {isNew, select, true {(new)} other {}}} other {# mails, {name}}}.';
  const said = sentence(text, 'en');
  assert.equal(said({ count: 0, isNew: true, name: 'Ann' }), 'Nothing.');
  assert.equal(said({ count: 1, isNew: true, name: 'Ann' }), '1 mail (new).');
  assert.equal(said({ count: 1234, isNew: false, name: "Ann's #{}" }), "1,234 mails, Ann's #{}.");
});

test('a malformed text or a missing value throws and is not shown in part', () => {
  for (const wrong of ['{', '}', '{a', '{a, date}', '{a, plural, one {x}}', '{a, select, x {y}', 'x {a}}'])
    assert.throws(() => sentence(wrong, 'en'), Error, wrong);
  assert.throws(() => sentence('Hello {name}', 'en')({}), /name/);
});
