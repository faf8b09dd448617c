import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());

test('maintenance jobs are listed with their progress, paused and resumed', async () => {
  await api.pool.query('delete from maintenance_jobs');
  assert.deepEqual((await api.call('GET', '/maintenance')).body, { jobs: [] });
  await api.pool.query(
    `insert into maintenance_jobs (name, state, done, skipped, total, started_at, finished_at, failures, last_error) values
       ('a-finished', 'done', 7, 0, 7, now(), now(), 0, null),
       ('one', 'running', 20, 1, 50, now(), null, 2, 'the store is away')`,
  );
  const [first, second] = (await api.call('GET', '/maintenance')).body.jobs;
  assert.deepEqual(
    [
      first.name,
      first.state,
      first.done,
      first.skipped,
      first.total,
      first.failures,
      first.lastError,
      first.finishedAt,
    ],
    ['one', 'running', 20, 1, 50, 2, 'the store is away', null],
  );
  assert.equal(second.name, 'a-finished');
  const state = async () => (await api.call('GET', '/maintenance')).body.jobs[0].state;
  assert.equal((await api.call('POST', '/maintenance/one/pause')).status, 204);
  assert.equal(await state(), 'paused');
  assert.equal((await api.call('POST', '/maintenance/one/resume')).status, 204);
  assert.equal(await state(), 'waiting');
  for (const name of ['a-finished', 'nothing']) {
    assert.equal((await api.call('POST', `/maintenance/${name}/pause`)).status, 404, name);
    assert.equal((await api.call('POST', `/maintenance/${name}/resume`)).status, 404, name);
  }
});

test('requesting more partitions reopens the job that moves the tables', async () => {
  await api.pool.query(
    "insert into maintenance_jobs (name, state) values ('partition', 'done') on conflict (name) do update set state = 'done'",
  );
  assert.equal((await api.call('POST', '/maintenance/partition', { into: 1 })).status, 400);
  assert.equal((await api.call('POST', '/maintenance/partition', { into: 16 })).status, 204);
  const { rows } = await api.pool.query('select distinct parts from partitioned_tables');
  assert.deepEqual(rows, [{ parts: 16 }]);
  const { jobs } = (await api.call('GET', '/maintenance')).body;
  assert.equal(jobs.find(({ name }: { name: string }) => name === 'partition').state, 'waiting');
});
