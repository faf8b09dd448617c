import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDatabaseAway } from './away.ts';
import { openPool } from './pool.ts';

test('a database that cannot be reached counts as away, and a wrong statement does not', async () => {
  const pool = openPool({ url: 'postgres://localhost:1/none', name: 'test' });
  const error = await pool.query('select 1').catch((cause: unknown) => cause);
  assert.equal(isDatabaseAway(error), true);
  await pool.end();
  const coded = (code: string) => Object.assign(new Error('x'), { code });
  for (const code of ['57P01', '57P03', '08006', '53300']) assert.equal(isDatabaseAway(coded(code)), true, code);
  for (const code of ['42601', '23505', '57014']) assert.equal(isDatabaseAway(coded(code)), false, code);
  for (const text of ['Connection terminated unexpectedly', 'Query read timeout']) {
    assert.equal(isDatabaseAway(new Error(text)), true, text);
  }
  assert.equal(isDatabaseAway(new Error('other')), false);
});
