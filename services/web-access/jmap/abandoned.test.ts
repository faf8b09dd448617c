import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { startWeb, type TestAccount, USING } from '../testing.ts';

// Phones lose their line and pages are closed: a client that hangs up during authentication keeps no place occupied.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;

const json = { 'content-type': 'application/json' };
const body = JSON.stringify({ using: USING, methodCalls: [['Core/echo', {}, 'c0']] });
const doors: readonly [
  what: string,
  most: number,
  ask: (account: TestAccount, signal?: AbortSignal) => Promise<Response>,
][] = [
  [
    'requests',
    4,
    (account, signal) =>
      web.fetch('/jmap/api', account, { method: 'POST', headers: json, body, signal: signal ?? null }),
  ],
  [
    'uploads',
    4,
    (account, signal) =>
      web.fetch(`/jmap/upload/${account.id}`, account, { method: 'POST', body: 'x', signal: signal ?? null }),
  ],
  ['event sources', 100, (account, signal) => web.fetch('/jmap/events', account, { signal: signal ?? null })],
];

for (const [what, most, ask] of doors) {
  test(`${what} of disconnected clients free their places`, async () => {
    const account = await web.account();
    const lock = await pool.connect();
    const leave = new AbortController();
    try {
      await lock.query('begin; lock table accounts in access exclusive mode');
      const gone = Array.from({ length: most }, () => ask(account, leave.signal));
      while (pool.totalCount - 1 - pool.idleCount + pool.waitingCount < most) await turn();
      leave.abort();
      for (const each of await Promise.allSettled(gone)) assert.equal(each.status, 'rejected');
      // When this is answered, the server has seen that the others are gone.
      await web.fetch('/.well-known/oauth-authorization-server');
    } finally {
      await lock.query('rollback');
      lock.release();
    }
    const stop = new AbortController();
    const answers = await Promise.all(Array.from({ length: most }, () => ask(account, stop.signal)));
    for (const { status } of answers) assert.ok([200, 201].includes(status), `${status}`);
    stop.abort();
  });
}

test('a client that hangs up repeatedly causes no more work at once than one that waits', async () => {
  const account = await web.account();
  const lock = await pool.connect();
  let asked = 0;
  const ask = (signal?: AbortSignal) => {
    const create = { new: { name: `folder ${asked++}` } };
    const slow = JSON.stringify({
      using: USING,
      methodCalls: [['Mailbox/set', { accountId: account.id, create }, 'c0']],
    });
    return web.fetch('/jmap/api', account, { method: 'POST', headers: json, body: slow, signal: signal ?? null });
  };
  try {
    await lock.query('begin');
    await lock.query('select from account_state where account_id = $1 for update', [account.number]);
    const leave = new AbortController();
    const gone = Array.from({ length: 4 }, () => ask(leave.signal));
    const waiting = async () => {
      const text =
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      return (await lock.query<{ n: number }>(text)).rows[0]?.n;
    };
    while ((await waiting()) !== 4) await turn();
    leave.abort();
    await Promise.allSettled(gone);
    await web.fetch('/.well-known/oauth-authorization-server');
    const answer = await ask();
    assert.deepEqual(
      [answer.status, ((await answer.json()) as { limit: string }).limit],
      [400, 'maxConcurrentRequests'],
    );
  } finally {
    await lock.query('rollback');
    lock.release();
  }
  for (let status = 0; status !== 200; ) ({ status } = await ask());
});

test('a search of a disconnected client is cancelled in the database too', async () => {
  const account = await web.account();
  const lock = await pool.connect();
  const leave = new AbortController();
  const waiting = async () => {
    const text =
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    return (await pool.query<{ n: number }>(text)).rows[0]?.n;
  };
  try {
    await lock.query('begin; lock table messages in access exclusive mode');
    const args = { accountId: account.id, sort: [{ property: 'subject' }] };
    const long = JSON.stringify({ using: USING, methodCalls: [['Email/query', args, 'c0']] });
    const asked = web.fetch('/jmap/api', account, { method: 'POST', headers: json, body: long, signal: leave.signal });
    while ((await waiting()) !== 1) await turn();
    leave.abort();
    await assert.rejects(asked);
    while ((await waiting()) !== 0) await turn();
  } finally {
    await lock.query('rollback');
    lock.release();
  }
});
