import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import pg from 'pg';
import { testDatabase } from './database.ts';
import { testRedis } from './redis.ts';

test('a test database is migrated, empty, separate, and removed afterwards', async () => {
  let url: string;
  {
    const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
    await using _one = one;
    await using _two = two;
    url = one.url;
    assert.notEqual(one.url, two.url);
    const client = new pg.Client({ connectionString: url });
    // Left open on purpose: the end of the test drops the database anyway.
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query('select count(*)::int as n from migrations');
    assert.ok(rows[0].n > 0);
    const locale = await client.query('show server_encoding');
    assert.equal(locale.rows[0].server_encoding, 'UTF8');
  }
  await assert.rejects(new pg.Client({ connectionString: url }).connect(), /does not exist/);
});

test("test Redis databases do not see each other's keys", async () => {
  await using one = await testRedis();
  await using two = await testRedis();
  const [first, second] = [new Redis(one.url), new Redis(two.url)];
  await first.set('key', 'value');
  assert.equal(await second.get('key'), null);
  first.disconnect();
  second.disconnect();
});
