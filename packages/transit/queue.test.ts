import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { insertBlobs, stageBlob } from '@postroom/blobs';
import { transaction, uuidv7 } from '@postroom/database';
import { testDatabase } from '@postroom/testkit';
import {
  cancelQueued,
  claimRemote,
  dueDepth,
  findDue,
  foldQueueChanges,
  insertMails,
  markFailed,
  markRelayed,
  type NewDelivery,
  type NewMail,
  queueDepth,
  releaseClaims,
} from './index.ts';

// Many senders fill the queue; these tests check what is taken from it and at what cost.

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  await pool.query('delete from deliveries; delete from accepted_mails; delete from queue_changes');
  await pool.query('update queue_depth set local = 0, remote = 0');
});

/** Stores messages of one sender with one recipient each. Returns the ids of their deliveries. */
async function accept(
  accountId: number | null,
  count: number,
  where: Partial<NewDelivery> = { destination: 'b.test' },
  more: Partial<NewMail> = {},
): Promise<string[]> {
  const blob = stageBlob(Buffer.from('Subject: x\r\n\r\nbody\r\n'));
  const mails = Array.from({ length: count }, () => ({
    id: uuidv7(),
    blobId: blob.id,
    size: blob.size,
    reversePath: 'a@a.test',
    source: 'submission' as const,
    accountId,
    messageId: '',
    protocol: 'ESMTPSA',
    ...more,
    deliveries: [{ id: uuidv7(), recipient: 'r@b.test', originalRecipient: 'r@b.test', ...where }],
  }));
  await transaction(pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await insertMails(tx, mails);
  });
  return mails.flatMap(({ deliveries }) => deliveries.map(({ id }) => id));
}

const claim = async (limit: number, destination = 'b.test'): Promise<string[]> =>
  (await claimRemote(pool, destination, { limit, leaseMs: 60_000 })).map(({ id }) => id);

test('thousands of mails of one sender do not delay the one of another', async () => {
  await accept(1, 2_000);
  const [one = ''] = await accept(2, 1);
  const claimed = await claim(100);
  assert.ok(claimed.includes(one));
  assert.ok(claimed.length >= 25);
});

test('RFC 6710: mail with a higher priority goes first, and with a lower one last', async () => {
  const late = await accept(3, 5, { destination: 'b.test' }, { priority: -9 });
  const usual = await accept(1, 50);
  const urgent = await accept(2, 5, { destination: 'b.test' }, { priority: 3 });
  assert.deepEqual((await claim(5)).sort(), urgent.sort());
  assert.deepEqual((await claim(50)).sort(), usual.sort());
  assert.deepEqual((await claim(5)).sort(), late.sort());
});

test('each delivery is claimed once by many simultaneous workers, and again after its release', async () => {
  for (let sender = 0; sender < 40; sender += 1) await accept(sender, 10);
  const claimed: string[] = [];
  for (;;) {
    const batches = await Promise.all([claim(30), claim(30), claim(30)]);
    claimed.push(...batches.flat());
    if (batches.flat().length === 0) break;
  }
  assert.deepEqual([claimed.length, new Set(claimed).size], [400, 400]);
  await releaseClaims(pool, claimed.slice(0, 7));
  assert.deepEqual((await claim(30)).sort(), claimed.slice(0, 7).sort());
});

test('a claim reads as many rows as it takes, and not all that wait', async () => {
  const [model = ''] = await accept(1, 1);
  await pool.query(
    `insert into deliveries (id, mail_id, recipient, original_recipient, destination, lane, next_attempt_at)
     select gen_random_uuid(), d.mail_id, d.recipient, d.recipient, d.destination, n % 3, now() - n * interval '1 s'
     from deliveries d, generate_series(1, 20000) n where d.id = $1`,
    [model],
  );
  // Autovacuum would do this a moment later; without it the planner assumes that the queue is still short.
  await pool.query('analyze deliveries');
  const text = await new Promise<string>((resolve) => {
    const query = async (config: unknown) => {
      resolve((config as { text: string }).text);
      return { rows: [] };
    };
    void claimRemote({ query } as never, '', { limit: 0, leaseMs: 0 });
  });
  // A prepared statement, as the pool uses: the plan is for any destination, not for this one.
  const client = await pool.connect();
  await client.query(`prepare claim (text, int, int) as ${text}`);
  const explained = await client.query(`explain (analyze, buffers, format json) execute claim ('b.test', 100, 1000)`);
  client.release();
  const [{ Plan: plan }] = explained.rows[0]['QUERY PLAN'];
  assert.equal(plan['Actual Rows'], 100);
  // The claim updates a hundred rows with five indexes, some 20 pages for each row. Reading the whole queue would mean 20,000 rows.
  assert.ok(plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] < 8_000, `${plan['Shared Hit Blocks']} pages`);
});

test('a full queue for one destination does not hide others', async () => {
  await accept(1, 300);
  for (const destination of ['a.test', 'c.test', 'd.test', 'e.test']) await accept(1, 1, { destination });
  await pool.query(`update deliveries set next_attempt_at = now() - interval '1 hour' where destination = 'b.test'`);
  await pool.query(`update deliveries set next_attempt_at = now() + interval '1 hour' where destination = 'd.test'`);
  const seen = new Set<string>();
  let from = '';
  for (let turns = 0; turns < 3; turns += 1) {
    const due = await findDue(pool, { local: 2, destinations: 2, after: from });
    for (const destination of due.destinations) seen.add(destination);
    from = due.after;
  }
  assert.deepEqual([...seen].sort(), ['a.test', 'b.test', 'c.test', 'e.test']);
  assert.equal(from, '', 'it begins again');
});

test('the queue depth is right after every change', async () => {
  const depth = async () => {
    const { local, remote } = await queueDepth(pool);
    const { rows } = await pool.query(
      `select count(account_id) as local, count(destination) as remote from deliveries where state = 'queued'`,
    );
    assert.deepEqual({ local, remote }, rows[0]);
    return [local, remote];
  };
  assert.deepEqual(await depth(), [0, 0]);
  const remote = await accept(1, 10);
  await accept(null, 4, { accountId: 7 });
  assert.deepEqual(await depth(), [4, 10]);
  await Promise.all([foldQueueChanges(pool), foldQueueChanges(pool)]);
  assert.deepEqual(await depth(), [4, 10]);
  await claim(3);
  await markRelayed(pool, [{ id: remote[0] ?? '', host: 'x', reply: '250 ok' }]);
  await markFailed(pool, [{ id: remote[1] ?? '', host: 'x', reply: '550 no' }]);
  await cancelQueued(pool, remote[2] ?? '');
  assert.deepEqual(await depth(), [4, 7]);
  await foldQueueChanges(pool);
  await pool.query('delete from deliveries where account_id is not null');
  assert.deepEqual(await depth(), [0, 7]);
  // The three that were claimed are now finished.
  assert.equal((await dueDepth(pool)).remote, 7);
});

test('the oldest waiting mail is reported, for local and remote delivery', async () => {
  await accept(1, 2);
  await accept(null, 2, { accountId: 7 });
  await pool.query(`update accepted_mails set accepted_at = now() - interval '1 hour'
    where id = (select mail_id from deliveries where account_id is not null order by id limit 1)`);
  const { oldestSeconds } = await queueDepth(pool);
  assert.ok(oldestSeconds >= 3_600 && oldestSeconds < 3_700);
});

test('a scheduled mail is due at its time, and its age counts from then', async () => {
  const inAnHour = new Date(Date.now() + 3_600_000);
  await accept(1, 1, { destination: 'b.test' }, { releaseAt: inAnHour });
  await accept(1, 1, { accountId: 7 }, { releaseAt: inAnHour });
  const due = () => findDue(pool, { local: 10, destinations: 10, after: '' });
  assert.deepEqual([await claim(10), (await due()).deliveryIds, (await due()).destinations], [[], [], []]);
  // Moves the times as if an hour had passed.
  await pool.query(`update accepted_mails set accepted_at = accepted_at - interval '1 hour', release_at = now();
    update deliveries set next_attempt_at = now()`);
  assert.deepEqual([(await due()).deliveryIds.length, (await due()).destinations], [1, ['b.test']]);
  const [claimed] = await claimRemote(pool, 'b.test', { limit: 10, leaseMs: 60_000 });
  assert.ok(claimed && claimed.acceptedAt.getTime() > Date.now() - 60_000);
});
