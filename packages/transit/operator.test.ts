import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { transaction, uuidv7 } from '@postroom/database';
import { testDatabase } from '@postroom/testkit';
import { insertEvents, insertMails, listQueue, markDeferred, retryAll, traceMail } from './index.ts';

// What an operator sees and does, even with very many deliveries.

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());
beforeEach(() => pool.query('delete from delivery_events; delete from deliveries; delete from accepted_mails'));

/** Stores messages with this many recipients each, deferred until tomorrow. Returns the ids of their deliveries, by message. */
async function putOff(mails: number, recipients: number, reply = '450 4.2.0 greylisted'): Promise<string[][]> {
  const made = Array.from({ length: mails }, () => ({
    id: uuidv7(),
    blobId: uuidv7(),
    size: 1,
    reversePath: 'a@a.test',
    source: 'submission' as const,
    messageId: '<m@a.test>',
    protocol: 'ESMTPSA',
    deliveries: Array.from({ length: recipients }, (_, at) => ({
      id: uuidv7(),
      recipient: `r${at}@b.test`,
      originalRecipient: `r${at}@b.test`,
      destination: 'b.test',
    })),
  }));
  const ids = made.map(({ deliveries }) => deliveries.map(({ id }) => id));
  const nextAttemptAt = new Date(Date.now() + 86_400_000);
  await transaction(pool, async (tx) => {
    await insertMails(tx, made);
    await markDeferred(
      tx,
      ids.flat().map((id) => ({ id, host: 'mx.b.test', reply, nextAttemptAt })),
    );
  });
  return ids;
}

test('a deferred delivery waits as long as decided, whatever the clock of the deciding machine says', async () => {
  const [[id = ''] = []] = await putOff(1, 1);
  const waits = async () => {
    const { rows } = await pool.query<{ seconds: number }>(
      'select extract(epoch from next_attempt_at - now())::float8 as seconds from deliveries where id = $1',
      [id],
    );
    return rows[0]?.seconds ?? 0;
  };
  for (const wrongMs of [-86_400_000, -3_600_000, 0, 3_600_000]) {
    const decidedAt = new Date(Date.now() + wrongMs);
    const nextAttemptAt = new Date(decidedAt.getTime() + 300_000);
    await markDeferred(pool, [{ id, host: 'mx.b.test', reply: '450', nextAttemptAt }], decidedAt);
    const seconds = await waits();
    assert.ok(seconds > 240 && seconds <= 300.5, `${wrongMs}: ${seconds}`);
  }
});

test('all deliveries except held ones are retried, a thousand per transaction', async () => {
  const ids = (await putOff(25, 100)).flat();
  await pool.query("update deliveries set next_attempt_at = '9999-01-01Z' where id = $1", [ids[7]]);
  assert.equal(await retryAll(pool), 2_499);
  const { rows } = await pool.query<{ at: number; events: number }>(
    `select count(distinct e.at) as at, count(*) as events from delivery_events e where kind = 'retried'`,
  );
  assert.deepEqual(rows[0], { at: 3, events: 2_499 });
  const due = await pool.query('select 1 from deliveries where next_attempt_at <= now()');
  assert.equal(due.rowCount, 2_499);
});

test('of an endless reply the beginning is kept, in the queue and in the trace', async () => {
  const [[id = ''] = []] = await putOff(1, 1, `450 ${'x'.repeat(100_000)}`);
  const [queued] = (await listQueue(pool, {}, { limit: 10 })).deliveries;
  assert.equal(queued?.lastReply?.length, 2_000);
  await pool.query('update deliveries set last_reply = $2 where id = $1', [id, 'y'.repeat(100_000)]);
  const [long] = (await listQueue(pool, {}, { limit: 10 })).deliveries;
  assert.equal(long?.lastReply?.length, 2_000, 'of before there was a bound');
  const mailId = queued?.mailId as string;
  await insertEvents(pool, [{ mailId, deliveryId: id, kind: 'deferred', detail: { reply: 'z'.repeat(100_000) } }]);
  const [trace] = await traceMail(pool, mailId, 1);
  assert.equal(String(trace?.steps.at(-1)?.detail.reply).length, 2_000);
});

test('a trace that grows too large keeps the newest steps and says that it was cut', async () => {
  await putOff(2, 1);
  const { rows: mails } = await pool.query<{ id: string }>('select id from accepted_mails order by id');
  const [older = '', newer = ''] = mails.map(({ id }) => id);
  const conversation = { lines: Array.from({ length: 250 }, () => 'x'.repeat(500)) };
  const attempts = (mailId: string, count: number) =>
    insertEvents(
      pool,
      Array.from({ length: count }, () => ({ mailId, kind: 'attempted' as const, detail: conversation })),
    );
  await attempts(older, 80);
  await attempts(newer, 10);
  const traces = await traceMail(pool, '<m@a.test>', 10);
  assert.deepEqual(
    traces.map(({ mailId, isCut }) => [mailId, isCut]),
    [
      [newer, false],
      [older, true],
    ],
  );
  const octets = JSON.stringify(traces).length;
  assert.ok(octets > 8_000_000 && octets < 9_000_000, `${octets} octets`);
  assert.equal(traces[0]?.steps.length, 11);
});

test('a mail to very many recipients is traced without all of them', async () => {
  await putOff(3, 4_000);
  const traces = await traceMail(pool, '<m@a.test>', 10);
  assert.deepEqual(
    traces.map(({ deliveries, isCut }) => [deliveries.length, isCut]),
    [
      [4_000, false],
      [4_000, false],
      [2_000, true],
    ],
  );
});

test("mails are found by the client's IP address in any spelling", async () => {
  const brought = async (clientAddress: string) => {
    const id = uuidv7();
    await transaction(pool, (tx) =>
      insertMails(tx, [
        {
          id,
          blobId: uuidv7(),
          size: 1,
          reversePath: 'a@a.test',
          source: 'mx',
          accountId: null,
          clientAddress,
          messageId: `<${id}@a.test>`,
          protocol: 'ESMTP',
          deliveries: [],
        },
      ]),
    );
    return id;
  };
  const [four, six] = [await brought('192.0.2.25'), await brought('2001:db8::25')];
  for (const [query, id] of [
    ['192.0.2.25', four],
    ['::ffff:192.0.2.25', four],
    ['2001:DB8:0::25', six],
  ] as const) {
    const found = await traceMail(pool, query, 10);
    assert.deepEqual(
      found.map(({ mailId }) => mailId),
      [id],
      query,
    );
  }
});
