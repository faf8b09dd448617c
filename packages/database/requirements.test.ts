import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { openPool } from './pool.ts';
import { faultOf, isDatabaseUnsuitable, requireSuitable } from './requirements.ts';

const good = { version: 150_018, versionText: '15.18', encoding: 'UTF8', plans: 'force_generic_plan' };

test('an old version, a wrong encoding and a pooler that drops settings are each reported', () => {
  assert.equal(faultOf(good), undefined);
  assert.match(
    faultOf({ ...good, version: 140_012, versionText: '14.12' }) ?? '',
    /^PostgreSQL 14\.12 is too old.* 15 /,
  );
  assert.match(faultOf({ ...good, encoding: 'SQL_ASCII' }) ?? '', /encoding SQL_ASCII/);
  assert.match(faultOf({ ...good, plans: 'auto' }) ?? '', /pooler/);
});

test('a wrong encoding, name, password or permission is reported as not worth waiting for', async () => {
  await using database = await testDatabase();
  const pool = openPool({ url: database.url, name: 'test', max: 1 });
  await requireSuitable(pool);
  const { pathname } = new URL(database.url);
  const ascii = `ascii_${pathname.slice(1, 40)}`;
  await pool.query(`create database ${ascii} encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0`);
  const asked = async (parts: Partial<Pick<URL, 'pathname' | 'password'>>) => {
    const other = openPool({ url: Object.assign(new URL(database.url), parts).href, name: 'test', max: 1 });
    try {
      await requireSuitable(other);
    } finally {
      await other.end();
    }
  };
  try {
    await assert.rejects(asked({ pathname: ascii }), { message: /encoding SQL_ASCII/ });
    await assert.rejects(asked({ pathname: 'nowhere' }), isDatabaseUnsuitable);
    await assert.rejects(asked({ password: 'wrong' }), isDatabaseUnsuitable);
  } finally {
    await pool.query(`drop database ${ascii}`);
    await pool.end();
  }
});
