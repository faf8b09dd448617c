import assert from 'node:assert/strict';
import { test } from 'node:test';
import { casemap, foldCase } from '@postroom/mime';
import { openMailboxFixture } from '../testing/fixture.ts';
import { casemapped } from './casemapped.ts';

const { pool } = await openMailboxFixture();

/** How many texts one statement compares. */
const MAX_TEXTS = 10_000;

test('the database compares every character as our collation does (RFC 5051)', async () => {
  const texts: string[] = [];
  const unchanged: string[] = [];
  for (let codePoint = 1; codePoint <= 0x10ffff; codePoint++) {
    const isSurrogate = codePoint >= 0xd800 && codePoint < 0xe000;
    const folded = isSurrogate ? '' : foldCase(String.fromCodePoint(codePoint));
    if (casemap(folded) === folded) unchanged.push(folded);
    else texts.push(folded);
  }
  // Most characters stay unchanged: a thousand go into a text, with spaces in between so that they do not compose.
  while (unchanged.length > 0) texts.push(unchanged.splice(-1_000).join(' '));
  for (let from = 0; from < texts.length; from += MAX_TEXTS) {
    const { rows } = await pool.query<{ text: string; key: string }>(
      `select text, ${casemapped('text')} as key from unnest($1::text[]) text`,
      [texts.slice(from, from + MAX_TEXTS)],
    );
    for (const { text, key } of rows) assert.equal(key, casemap(text), `U+${text.codePointAt(0)?.toString(16)}`);
  }
});

test('a text of several scripts is compared as a whole', async () => {
  const texts = ['żółw & œuvre', 'σίσυφος і ємність', 'ﬁ ｱｲｳ', 'straße 한글 中文 😀', 'Զարմանալի'].map(foldCase);
  const { rows } = await pool.query<{ text: string; key: string }>(
    `select text, ${casemapped('text')} as key from unnest($1::text[]) text`,
    [texts],
  );
  assert.deepEqual(
    rows.map(({ key }) => key),
    texts.map(casemap),
  );
});
