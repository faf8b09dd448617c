import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldAccents, foldCase } from '@postroom/mime';
import { ground } from '../testing/ground.ts';
import { saysInSql } from './says.ts';

const { pool } = await ground();

const TEXTS = [
  'Das Café in der Straße',
  'l’Œuvre, naïve',
  'Ærøskøbing',
  'massstab maßstab maßßtab',
  'Þórr',
  'cafe\u0301s m\u0304',
  '50% (a.b) [c]*',
  'שָׁלוֹם',
  'がか',
  '中文 é 😀',
].map(foldCase);

test('the database finds a text wherever folding both finds it, whatever part of it is looked for', async () => {
  const needles = [
    ...new Set(TEXTS.flatMap((text) => [text, foldAccents(text)]).flatMap((text) => parts([...text]))),
    ...['cafés', 'résumé', 'ß', 'ssß', 'sßs', 'maßs', 'œ', 'é', 'k', 'か', '%', '.b', '[', '*', '\\'],
  ];
  const values: unknown[] = [TEXTS];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<{ found: boolean[] }>(
    // A pattern of its own for each, as if each were the only one
    `select array[${needles.map((needle) => saysInSql(bind)('text', needle)).join()}] as found
     from unnest($1::text[]) with ordinality as t (text, n) order by n`,
    values,
  );
  for (const [n, text] of TEXTS.entries()) {
    for (const [at, needle] of needles.entries()) {
      const is = foldAccents(text).includes(foldAccents(needle));
      assert.equal(rows[n]?.found[at], is, `${needle} in ${text}`);
    }
  }
});

test('of many texts the last are found as they are written, and none is too long', async () => {
  const values: unknown[] = ['élan'];
  const says = saysInSql((value) => `$${values.push(value)}`);
  const asked = [...Array.from({ length: 30 }, (_, n) => `x${n}`), 'elan', 'élan', 'e'.repeat(10_000)];
  const { rows } = await pool.query<{ found: boolean[] }>(
    `select array[${asked.map((each) => says('$1::text', each)).join()}] as found`,
    values,
  );
  assert.deepEqual(rows[0]?.found.slice(30), [false, true, false]);
});

function parts(letters: readonly string[]): string[] {
  const all: string[] = [];
  for (let from = 0; from < letters.length; from++) {
    for (const length of [1, 2, 3, 5]) {
      const part = letters.slice(from, from + length).join('');
      if (foldAccents(part) !== '') all.push(part);
    }
  }
  return all;
}
