import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { uuidv7 } from '../uuid.ts';
import { estimatedRows } from './estimate.ts';
import type { MaintenanceJob } from './job.ts';
import { claimJob, listJobs, pauseJob, restartJobs, resumeJob, saveBatch } from './job-rows.ts';
import { MaintenanceRunner } from './runner.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

const ITEMS = 1_000;
await pool.query('create table items (n integer primary key, times integer not null default 0)');
beforeEach(async () => {
  await pool.query('truncate items, maintenance_jobs');
  await pool.query(`insert into items select generate_series(1, ${ITEMS})`);
  await pool.query("insert into maintenance_jobs (name) values ('count')");
});

/** A job that counts items. `before` runs before each batch and gets the number of items counted so far. */
function counting(before: (done: number) => unknown = () => {}, changes: Partial<MaintenanceJob> = {}): MaintenanceJob {
  return {
    name: 'count',
    summary: 'counts',
    version: 1,
    maxItems: 50,
    count: async () => ITEMS,
    isNeeded: async (db) => (await db.query('select 1 from items where times = 0 limit 1')).rows.length > 0,
    async batch(db, position, items) {
      const from = Number(position?.n ?? 0);
      await before(from);
      await db.query('update items set times = times + 1 where n > $1 and n <= $2', [from, from + items]);
      const isLast = from + items >= ITEMS;
      return { position: isLast ? null : { n: from + items }, done: Math.min(items, ITEMS - from) };
    },
    ...changes,
  };
}

const failures: string[] = [];
function runner(...jobs: MaintenanceJob[]): MaintenanceRunner {
  return new MaintenanceRunner(pool, jobs, {
    sharePercent: 100,
    onFailure: (job, error) => failures.push(`${job}: ${(error as Error).message}`),
    onFinished: () => {},
  });
}

async function status() {
  const [job] = await listJobs(pool);
  return { state: job?.state, done: job?.done, total: job?.total, failures: job?.failures };
}

/** Returns the distinct numbers of times that items were counted. */
async function times(): Promise<number[]> {
  const { rows } = await pool.query<{ times: number }>('select distinct times from items order by 1');
  return rows.map((row) => row.times);
}

test('a job runs from its first item to its last and stays done', async () => {
  const one = runner(counting());
  await one.run();
  assert.deepEqual(await status(), { state: 'done', done: ITEMS, total: ITEMS, failures: 0 });
  await one.run();
  await one.lookAgain();
  assert.deepEqual(await times(), [1]);
});

test('a job of a killed runner is taken over by the next, which continues it', async () => {
  // A claim without a release, with one batch stored, is what a killed process leaves.
  const job = counting();
  const killed = uuidv7();
  await pool.query('update maintenance_jobs set version = 1');
  await claimJob(pool, [job], killed);
  await pool.query('update items set times = 1 where n <= 120');
  await saveBatch(pool, 'count', killed, { position: { n: 120 }, done: 120 });
  await runner(job).run();
  assert.equal((await status()).done, 120, 'it is still leased');
  await pool.query("update maintenance_jobs set leased_until = now() - interval '1 second'");
  await runner(job).run();
  assert.deepEqual(await status(), { state: 'done', done: ITEMS, total: null, failures: 0 });
  assert.deepEqual(await times(), [1]);
});

test('one of many runners does a job, and another takes over at once when it stops', async () => {
  const second = runner(counting());
  const first = runner(
    counting(async (done) => {
      if (done < 300) return;
      await second.run();
      assert.equal((await status()).done, done, 'the place is taken');
      void first[Symbol.asyncDispose]();
    }),
  );
  await first.run();
  assert.equal((await status()).state, 'running');
  await second.run();
  assert.equal((await status()).state, 'done');
  assert.deepEqual(await times(), [1]);
});

test('a failing batch is reported and retried later, without blocking other jobs', async () => {
  await pool.query("insert into maintenance_jobs (name) values ('other')");
  let isBroken = true;
  const job = counting((done) => {
    if (done >= 200 && isBroken) throw new Error('no such luck');
  });
  const one = runner(
    job,
    counting(() => {}, { name: 'other' }),
  );
  await one.run();
  assert.deepEqual(failures, ['count: no such luck']);
  const jobs = await listJobs(pool);
  assert.deepEqual(
    jobs.map(({ name, state, lastError }) => [name, state, lastError]),
    [
      ['count', 'running', 'no such luck'],
      ['other', 'done', null],
    ],
  );
  isBroken = false;
  await one.run();
  assert.equal((await status()).failures, 1, 'it waits');
  assert.ok(await resumeJob(pool, 'count'));
  await one.run();
  assert.deepEqual(await status(), { state: 'done', done: ITEMS, total: ITEMS, failures: 0 });
});

test('a paused job stops after its batch and later continues there', async () => {
  const one = runner(counting((done) => done >= 300 && pauseJob(pool, 'count')));
  await one.run();
  const { state, done } = await status();
  assert.equal(state, 'paused');
  assert.ok(done && done >= 300 && done < 500, `${done}`);
  await one.run();
  assert.equal((await status()).done, done);
  assert.ok(await resumeJob(pool, 'count'));
  await runner(counting()).run();
  assert.deepEqual(await times(), [1]);
  assert.equal(await pauseJob(pool, 'count'), false, 'nothing to pause');
  assert.equal(await resumeJob(pool, 'nothing'), false);
});

test('a newer version, rows of the previous release and a restored backup restart a job; an older version does not', async () => {
  await runner(counting()).run();
  await runner(counting(() => {}, { version: 2 })).run();
  assert.deepEqual(await times(), [2]);
  await restartJobs(pool);
  await runner(counting()).run();
  assert.deepEqual(await times(), [2], 'what version 2 began is not for version 1');
  const two = runner(counting(() => {}, { version: 2 }));
  await two.run();
  await pool.query('update items set times = 0 where n = 7');
  await two.lookAgain();
  assert.equal((await status()).state, 'waiting');
});

test('rows are estimated for whole and for partitioned tables', async () => {
  await pool.query('create table split (n integer) partition by hash (n)');
  for (const part of [0, 1]) {
    await pool.query(`create table split_${part} partition of split for values with (modulus 2, remainder ${part})`);
  }
  await pool.query('insert into split select generate_series(1, 500)');
  assert.equal(await estimatedRows(pool, 'split'), null);
  await pool.query('analyze split, items');
  assert.equal(await estimatedRows(pool, 'split'), 500);
  assert.equal(await estimatedRows(pool, 'items'), ITEMS);
});
