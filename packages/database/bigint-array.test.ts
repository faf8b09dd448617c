import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { packBigints } from './bigint-array.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

test('packed numbers arrive unchanged and in order', async () => {
  for (const numbers of [[], [0], [7, 3, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52 + 1]]) {
    const { rows } = await pool.query<{ n: number }>('select n from unnest($1::bigint[]) n', [packBigints(numbers)]);
    assert.deepEqual(
      rows.map(({ n }) => n),
      numbers,
    );
  }
});
