import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { openPool } from './pool.ts';
import { databaseReadiness } from './readiness.ts';

test('a database is ready once it has every migration, and not while it is away', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test' });
  const { rows } = await pool.query<{ name: string }>('delete from migrations returning name');
  const check = databaseReadiness(pool);
  await assert.rejects(check(), /not migrated: 0001_initial\.sql/);
  for (const { name } of rows) await pool.query('insert into migrations (name) values ($1)', [name]);
  await check();
  await pool.query('delete from migrations');
  await check();
  await pool.end();
  await assert.rejects(check());
});
