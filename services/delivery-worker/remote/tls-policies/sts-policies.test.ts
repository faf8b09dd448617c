import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { trimStsPolicies } from '@postroom/transit';
import { StsPolicies } from './sts-policies.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { pool } = stack.use(await testDatabase());

/** What the test domains publish, and how often they were asked. */
const NORMAL = { id: '1' as string | undefined, status: 200, maxAge: 1_000, type: 'text/plain', more: '' };
const world = { ...NORMAL, asked: 0 };
beforeEach(async () => {
  Object.assign(world, NORMAL, { asked: 0 });
  await pool.query('truncate sts_policies');
});

/** Makes a worker as after a start. */
function worker(): StsPolicies {
  return new StsPolicies(
    pool,
    {
      txt: async () =>
        (world.id === undefined
          ? { kind: 'temporary-failure', reason: 'timeout' }
          : { kind: 'found', records: [`v=STSv1; id=${world.id}`], isAuthentic: false }) as never,
    },
    {
      ask: async () => {
        world.asked++;
        const body = `version: STSv1\nmode: enforce\nmx: mx${world.asked}.test\nmax_age: ${world.maxAge}\n${world.more}`;
        return { status: world.status, headers: { 'content-type': world.type }, body: Buffer.from(body) };
      },
    },
  );
}
const mx = async (policies: StsPolicies) => (await policies.of('a.test'))?.mx;

test('RFC 8461 3.3: a cached policy stays valid while the new one cannot be fetched, which is tried once', async () => {
  const policies = worker();
  assert.deepEqual(await mx(policies), ['mx1.test']);
  Object.assign(world, { id: '2', status: 404 });
  assert.deepEqual([await mx(policies), await mx(policies), world.asked], [['mx1.test'], ['mx1.test'], 2]);
  for (const _again of [1, 2]) await assert.rejects(policies.of('b.test'), /status 404/);
  assert.equal(world.asked, 3);
});

test('RFC 8461 10.2: neither a restart nor a blocked record or policy removes a cached policy', async () => {
  assert.deepEqual(await mx(worker()), ['mx1.test']);
  Object.assign(world, { id: undefined, status: 500 });
  assert.deepEqual(await mx(worker()), ['mx1.test']);
  world.id = '2';
  assert.deepEqual(await mx(worker()), ['mx1.test'], 'another worker');
  await pool.query(`update sts_policies set ends_at = now()`);
  await assert.rejects(worker().of('a.test'), /status 500/, 'it has ended');
  assert.equal(await trimStsPolicies(pool, 10), 1);
});

test('RFC 8461 10.2: a policy is renewed before it expires, by one worker, even if its id is the same', async () => {
  const [one, two] = [worker(), worker()];
  await one.of('a.test');
  assert.equal(await one.renewDue(), 0, 'not yet');
  const pass = (seconds: number) =>
    pool.query(
      `update sts_policies set ask_at = ask_at - $1 * interval '1 s', ends_at = ends_at - $1 * interval '1 s',
         used_at = used_at - $1 * interval '1 s'`,
      [seconds],
    );
  await pass(600);
  const asked = await Promise.all([one.renewDue(), two.renewDue()]);
  assert.deepEqual([asked[0] + asked[1], world.asked], [1, 2]);
  await pass(600);
  world.id = undefined;
  assert.deepEqual(await mx(two), ['mx2.test'], 'longer than the first would have held');
  world.status = 500;
  assert.equal(await two.renewDue(), 1);
  assert.deepEqual(await mx(two), ['mx2.test'], 'it could not be had');
  assert.equal(await two.renewDue(), 0, 'which is no reason to ask all the time');
});

test('a domain without mail for a month is no longer asked for its policy', async () => {
  world.maxAge = 10_000_000;
  const policies = worker();
  await policies.of('a.test');
  await pool.query(`update sts_policies set ask_at = now(), used_at = now() - interval '31 days'`);
  assert.equal(await policies.renewDue(), 0);
  await policies.of('a.test');
  assert.equal(await policies.renewDue(), 1);
});

test('RFC 8461 3.2: an HTML page and an oversized file are not accepted as a policy', async () => {
  for (const type of ['text/plain; charset=utf-8', 'Text/Plain']) {
    world.type = type;
    assert.ok(await mx(worker()));
    await pool.query('truncate sts_policies');
  }
  world.type = 'text/html';
  await assert.rejects(worker().of('a.test'), /not text\/plain/);
  world.type = NORMAL.type;
  world.more = 'x: y\n'.repeat(13_107);
  await assert.rejects(worker().of('a.test'), /too large/);
});
