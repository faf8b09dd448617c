import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import pg from 'pg';
import { bigintArray, bigintLiteral, copyOut, uuidArray } from './copy-out.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

test('copied octets are unchanged, and null is null', async () => {
  const rows = await copyOut(
    pool,
    String.raw`select n * 5000000000 - 1, case when n = 1 then null else '\x00ff0d0a5c'::bytea end, ''::bytea
      from generate_series(0, 2) n`,
    (row) => [row.int64(), row.bytes()?.toString('hex') ?? null, row.bytes()?.length],
  );
  assert.deepEqual(rows, [
    [-1, '00ff0d0a5c', 0],
    [4_999_999_999, null, 0],
    [9_999_999_999, '00ff0d0a5c', 0],
  ]);
});

test('copied rows are the same over a connection made by the driver, and with notices in between', async () => {
  await using plain = Object.assign(new pg.Pool({ connectionString: database.url, max: 1 }), {
    [Symbol.asyncDispose]: () => plain.end(),
  });
  await pool.query(`create function noisy(n integer) returns bigint language plpgsql as
    $$ begin if n % 100 = 0 then raise notice 'at %', n; end if; return n; end $$`);
  const select = "select noisy(n), convert_to(repeat('x', n), 'UTF8') from generate_series(1, 300) n";
  for (const some of [plain, pool]) {
    const rows = await copyOut(some, select, (row) => [row.int64(), row.bytes()?.length]);
    assert.deepEqual(
      rows,
      Array.from({ length: 300 }, (_, n) => [n + 1, n + 1]),
    );
  }
});

test('no rows give an empty result', async () => {
  assert.deepEqual(await copyOut(pool, 'select 1 where false', () => 1), []);
});

test('rows larger than one read of the connection are whole', async () => {
  const rows = await copyOut(
    pool,
    "select decode(repeat(lpad(to_hex(n), 2, '0'), 1000000), 'hex') from generate_series(0, 30) n",
    (row) => Buffer.from(row.bytes() ?? []),
  );
  rows.forEach((bytes, n) => {
    assert.ok(bytes.equals(Buffer.alloc(1_000_000, n)), `row ${n}`);
  });
  assert.equal(rows.length, 31);
});

test('an error is thrown, even after some rows, and the pool stays usable', async () => {
  await assert.rejects(
    copyOut(pool, 'select nonsense', () => 1),
    /nonsense/,
  );
  await assert.rejects(
    copyOut(pool, 'select 1 / (3 - n) from generate_series(1, 5) n', () => 1),
    /division by zero/,
  );
  assert.equal((await copyOut(pool, 'select 1', () => 1)).length, 1);
});

test('only numbers and ids can become literals', () => {
  assert.equal(bigintLiteral(-3), '-3');
  assert.equal(bigintArray([1, 2 ** 40]), "'{1,1099511627776}'::bigint[]");
  assert.equal(uuidArray([]), "'{}'::uuid[]");
  for (const bad of [1.5, Number.NaN, '1; drop table blobs' as unknown as number])
    assert.throws(() => bigintLiteral(bad));
  for (const bad of ['', "'", '01a21212-77b0-76c9-a6f4-320d8b29c882\n', '01a21212-77b0-76c9-a6f4-320d8b29c882}'])
    assert.throws(() => uuidArray([bad]));
});
