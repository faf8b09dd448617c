import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldAccents, foldCase, isUnaccented } from '@postroom/mime';
import { findMailbox } from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';
import { saysInSql } from './says.ts';

const { pool, account, append } = await openMailboxFixture();

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
  'a cafe, 中文 мой がか',
].map(foldCase);

test('the database finds a text exactly where folding both finds it', async () => {
  const needles = [
    ...new Set(TEXTS.flatMap((text) => [text, foldAccents(text)]).flatMap((text) => parts([...text]))),
    ...['cafés', 'résumé', 'ß', 'ssß', 'sßs', 'maßs', 'œ', 'é', 'k', 'か', '%', '.b', '[', '*', '\\'],
  ];
  const values: unknown[] = [TEXTS, TEXTS.map(isUnaccented)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { rows } = await pool.query<{ found: boolean[]; known: boolean[] }>(
    // Patterns are bound afresh for each, as if each text were searched alone.
    `select array[${needles.map((needle) => saysInSql(bind)('text', needle)).join()}] as found,
       array[${needles.map((needle) => saysInSql(bind)('text', needle, 'plain')).join()}] as known
     from unnest($1::text[], $2::boolean[]) with ordinality as t (text, plain, n) order by n`,
    values,
  );
  for (const [n, text] of TEXTS.entries()) {
    assert.deepEqual(rows[n]?.known, rows[n]?.found, `${text}, of which it is known whether it has accents`);
    for (const [at, needle] of needles.entries()) {
      const is = foldAccents(text).includes(foldAccents(needle));
      assert.equal(rows[n]?.found[at], is, `${needle} in ${text}`);
    }
  }
});

test('filed messages are marked as having accents or not', async () => {
  const mailbox = await findMailbox(pool, await account(), 'INBOX');
  for (const subject of ['cafe', 'café', '会议']) await append(mailbox, subject);
  const { rows } = await pool.query<{ is_plain: boolean; text: string }>(
    'select is_plain, text from message_texts where account_id = $1 order by message_id',
    [mailbox.accountId],
  );
  assert.deepEqual(
    rows.map((row) => row.is_plain),
    rows.map(({ text }) => isUnaccented(text)),
  );
  assert.ok(rows.some((row) => row.is_plain) && rows.some((row) => !row.is_plain));
});

test('of many search texts the last are matched as written, and no pattern grows too long', async () => {
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
