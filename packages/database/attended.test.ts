import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { testDatabase } from '@postroom/testkit';
import { attended } from './attended.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

/** How many statements run that say this. */
async function running(words: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*) from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like $1",
    [`%${words}%`],
  );
  return rows[0]?.count ?? 0;
}

test('a statement that nobody waits for any more is cancelled, here and in the database', async () => {
  let hasLeft = false;
  const db = attended(pool, () => {
    if (hasLeft) throw new Error('nobody waits');
  });
  const long = 'select count(*) as long_work from generate_series(1, 1000000000)';
  const asked = assert.rejects(db.query(long), /nobody waits/);
  while ((await running('long_work')) === 0) await turn();
  hasLeft = true;
  await asked;
  while ((await running('long_work')) > 0) await turn();
  await assert.rejects(db.query('select 1'), /nobody waits/);
  assert.equal((await pool.query('select 1 as one')).rows[0]?.one, 1);
});

test('a statement that somebody waits for returns its rows and errors as usual', async () => {
  const db = attended(pool, () => {});
  const named = { name: 'twice', text: 'select $1::int * 2 as twice', values: [21] };
  assert.deepEqual(
    (await Promise.all([db.query(named), db.query(named)])).map(({ rows }) => rows[0]?.twice),
    [42, 42],
  );
  assert.equal((await db.query('select $1::int as n', [7])).rows[0]?.n, 7);
  await assert.rejects(db.query('select 1 / 0'), { code: '22012' });
});
