import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { eventually } from '../../../tests/support/eventually.ts';
import { breaking } from '../testing/breaking.ts';
import { migrate } from './migrate.ts';
import { type Migration, marksOf, migrations, statementsOf } from './migration.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

const patience = { lockTimeoutMs: 50, pauseMs: 5, giveUpMs: 30_000 };

/** Migrations that create tables, concurrent indexes on a plain and on a partitioned one, and a background job. */
function steps(tag: string): Migration[] {
  return [
    {
      name: `9001_${tag}.sql`,
      sql: `-- Inside a transaction.
        create table whole_${tag} (n integer);
        create table split_${tag} (n integer) partition by hash (n);
        create table split_${tag}_0 partition of split_${tag} for values with (modulus 2, remainder 0);
        create table split_${tag}_1 partition of split_${tag} for values with (modulus 2, remainder 1);
        insert into whole_${tag} select generate_series(1, 100);
        insert into split_${tag} select generate_series(1, 100);`,
    },
    {
      name: `9002_${tag}.sql`,
      sql: `-- Found by what they are.
-- outside a transaction
-- background: count-${tag}
create index concurrently if not exists whole_by_n_${tag} on whole_${tag} (n) where n > 5; -- not the small ones
create index concurrently split_by_n_${tag} on split_${tag} (n);
alter table whole_${tag} add column if not exists m integer not null default 7;
`,
    },
  ];
}

/** Checks the state after a finished run, whatever happened on the way. */
async function assertDone(tag: string): Promise<void> {
  const { rows } = await pool.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     where c.relname ~ $1 order by 1`,
    [`_by_n_${tag}`],
  );
  assert.deepEqual(rows, [
    { name: `split_by_n_${tag}`, valid: true },
    { name: `split_by_n_${tag}_of_split_${tag}_0`, valid: true },
    { name: `split_by_n_${tag}_of_split_${tag}_1`, valid: true },
    { name: `whole_by_n_${tag}`, valid: true },
  ]);
  const kept = await pool.query(`select count(*) as n, sum(m) as m from whole_${tag}`);
  assert.deepEqual(kept.rows, [{ n: 100, m: 700 }]);
  const noted = await pool.query('select name from migrations where name ~ $1 order by 1', [`900\\d_${tag}.sql`]);
  assert.equal(noted.rows.length, 2);
  const jobs = await pool.query('select state from maintenance_jobs where name = $1', [`count-${tag}`]);
  assert.deepEqual(jobs.rows, [{ state: 'waiting' }]);
}

test('a migration killed at any of its queries, before or during it, is finished by the next run', {
  timeout: 120_000,
}, async () => {
  for (let at = 1, isOver = false; !isOver; at++) {
    const tag = `killed${at}`;
    const { pool: fragile, broke } = breaking(pool, at, at % 2 === 0 ? 'before' : 'behind');
    await migrate(fragile, { all: steps(tag), patience }).catch(() => {});
    isOver = !broke();
    await migrate(pool, { all: steps(tag), patience });
    await assertDone(tag);
    assert.ok(at < 100, 'it ends');
  }
});

test('an index whose creation was killed is dropped and created again', async () => {
  const [table, index] = steps('middle') as [Migration, Migration];
  await migrate(pool, { all: [table], patience });
  const reader = await pool.connect();
  await reader.query('begin; update whole_middle set n = n');
  const killed = migrate(pool, { all: [index], patience }).catch((error: { code?: string }) => error.code);
  const maker = await eventually('the index is waiting for the reader', async () => {
    const { rows } = await pool.query<{ pid: number }>(
      "select pid from pg_stat_activity where query ~ '^create index concurrently whole_by_n_middle' and wait_event_type = 'Lock'",
    );
    return rows[0]?.pid;
  });
  await pool.query('select pg_terminate_backend($1)', [maker]);
  assert.equal(await killed, '57P01');
  const { rows } = await pool.query(
    "select indisvalid from pg_index where indexrelid = to_regclass('whole_by_n_middle')",
  );
  assert.deepEqual(rows, [{ indisvalid: false }]);
  await reader.query('rollback');
  reader.release();
  await migrate(pool, { all: [table, index], patience });
  await assertDone('middle');
});

test('of several processes that start at once one migrates, and the others find it done', async () => {
  const done = await Promise.all([1, 2, 3].map(() => migrate(pool, { all: steps('together'), patience })));
  assert.deepEqual(done.map((names) => names.length).sort(), [0, 0, 2]);
  await assertDone('together');
});

test('a migration that needs a strong lock does not block others while a long reader uses the table', async () => {
  const [table] = steps('busy') as [Migration];
  await migrate(pool, { all: [table], patience });
  const reader = await pool.connect();
  await reader.query('begin; select * from whole_busy');
  const change = { name: '9003_busy.sql', sql: 'alter table whole_busy add column late integer' };
  const migrated = migrate(pool, { all: [change], patience });
  // The migration tries, blocks others for a moment and steps aside, so each of these queries is answered.
  for (let times = 0; times < 20; times++) await pool.query('select count(*) from whole_busy');
  await reader.query('commit');
  reader.release();
  assert.deepEqual(await migrated, ['9003_busy.sql']);
});

test('a migration gives up after a while, names what blocked it, and leaves nothing half done', async () => {
  const [table] = steps('stuck') as [Migration];
  await migrate(pool, { all: [table], patience });
  const reader = await pool.connect();
  await reader.query('begin; select * from whole_stuck');
  const change = {
    name: '9003_stuck.sql',
    sql: 'create table half (); alter table whole_stuck add column late integer',
  };
  await assert.rejects(
    migrate(pool, { all: [change], patience: { ...patience, giveUpMs: 1 } }),
    /a table lock could not be obtained; the longest transactions: pid \d+ \(test\) since /,
  );
  reader.release(true);
  const { rows } = await pool.query("select to_regclass('half') as half");
  assert.deepEqual(rows, [{ half: null }]);
});

test('a statement that cannot be repeated is refused in a migration outside a transaction', async () => {
  for (const sql of [
    'create table t ();',
    'insert into t values (1);',
    'create index i on t (n);',
    'update t set n = 1;',
  ]) {
    assert.throws(() => statementsOf({ name: 'x', sql }), /cannot be repeated after a kill/, sql);
  }
  for (const migration of await migrations()) if (marksOf(migration).outside) statementsOf(migration);
});
