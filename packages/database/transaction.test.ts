import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { transaction } from './transaction.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());
await pool.query('create table kept (n integer primary key)');
const kept = async () => (await pool.query<{ n: number }>('select n from kept order by n')).rows.map(({ n }) => n);

test('queries sent together are committed together', async () => {
  await transaction(pool, (tx) =>
    Promise.all([1, 2, 3].map((n) => tx.query({ name: 'keep', text: 'insert into kept values ($1)', values: [n] }))),
  );
  assert.deepEqual(await kept(), [1, 2, 3]);
});

test('of queries sent together the first error is thrown and nothing is committed', async () => {
  await assert.rejects(
    transaction(pool, (tx) =>
      Promise.all([
        tx.query('insert into kept values (4)'),
        tx.query('insert into kept values (1)'),
        tx.query({ name: 'keep another', text: 'insert into kept values ($1)', values: [5] }),
      ]),
    ),
    { code: '23505' },
  );
  assert.deepEqual(await kept(), [1, 2, 3]);
  // The connection can prepare the statement that could not be prepared in the failed transaction.
  const again = { name: 'keep another', text: 'insert into kept values ($1)', values: [6] };
  await Promise.all([transaction(pool, (tx) => tx.query(again)), transaction(pool, (tx) => tx.query('select 1'))]);
  assert.deepEqual(await kept(), [1, 2, 3, 6]);
});

test('a query awaited only at the commit is committed with it or makes it fail', async () => {
  const insert = (n: number) => ({ text: 'insert into kept values ($1)', values: [n] });
  assert.equal(
    await transaction(pool, async (tx, atCommit) => {
      atCommit(tx.query(insert(10)), tx.query(insert(11)));
      return 'done';
    }),
    'done',
  );
  await assert.rejects(
    transaction(pool, async (tx, atCommit) => atCommit(tx.query(insert(12)), tx.query(insert(1)))),
    { code: '23505' },
  );
  await assert.rejects(
    transaction(pool, async (tx, atCommit) => {
      atCommit(tx.query(insert(1)));
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  assert.deepEqual(await kept(), [1, 2, 3, 6, 10, 11]);
});

test('an error that the caller ignored still fails the transaction', async () => {
  await assert.rejects(
    transaction(pool, async (tx) => {
      await tx.query('insert into kept values (13)');
      await tx.query('insert into kept values (1)').catch(() => {});
    }),
    /had failed before its commit/,
  );
  assert.deepEqual(await kept(), [1, 2, 3, 6, 10, 11]);
});

test('a transaction whose connection dies is not committed, and the next gets a new connection', async () => {
  await assert.rejects(
    transaction(pool, async (tx) => {
      await tx.query('insert into kept values (7)');
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    }),
  );
  await transaction(pool, (tx) => tx.query('insert into kept values (8)'));
  assert.deepEqual(await kept(), [1, 2, 3, 6, 8, 10, 11]);
});
