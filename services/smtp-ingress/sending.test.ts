import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { transaction } from '@postroom/database';
import { listSendingHolds, putDelegation, releaseSending } from '@postroom/directory';
import { openSending } from '@postroom/intake';
import { createSendingCounts } from '@postroom/queue';
import { createLogger, createMetrics } from '@postroom/service';
import { testRedis, Wire } from '@postroom/testkit';
import { PASSWORD, startSmtp } from './testing.ts';

// Accounts that send like a robot are slowed down, and then held.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const smtp = stack.use(await startSmtp());
const counts = stack.use(createSendingCounts(stack.use(await testRedis())));
/** Wait for the connection to Redis, because nothing is counted before. */
while ((await counts.take(0, [{ of: 'x', party: 'x', cost: 1, limit: 0, seconds: 60 }], 9)) === 'taken')
  await nextTurn();
const limits = {
  SEND_MESSAGES_PER_HOUR: 3,
  SEND_RECIPIENTS_PER_HOUR: 0,
  SEND_MESSAGES_PER_DAY: 0,
  SEND_RECIPIENTS_PER_DAY: 6,
  SEND_BOUNCES_PER_DAY: 2,
};
const metrics = createMetrics('smtp-ingress');
const sending = openSending(limits, { pool: smtp.pool, counts, metrics, log: createLogger('test', 'silent') });
const port = await smtp.listen('submission', { services: { sending } });
const mx = await smtp.listen('mx', { services: { sending } });
const reader = 'reader@postroom.test';
for (const name of ['reader', 'other']) await smtp.account(`${name}@postroom.test`);

/** Sends a message with this number of recipients; returns the reply to the end of DATA. */
async function send(user: string, recipients: number, as = user): Promise<string> {
  await using wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0${user}\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.ask(`MAIL FROM:<${as}>`, /^250 /);
  for (let n = 0; n < recipients; n++) await wire.ask(`RCPT TO:<r${n}@elsewhere.test>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.line(`From: <${as}>`, 'Subject: x', '', 'x', '.');
  return await wire.readLine();
}

test('a user over the hourly limit gets a temporary refusal, and others do not', async () => {
  const alice = 'alice@postroom.test';
  await smtp.account(alice);
  for (let n = 0; n < 3; n++) assert.match(await send(alice, 1), /^250 /);
  assert.match(await send(alice, 1), /^450 4\.7\.1 You may send at most 3 messages an hour; try again in 60 min/);
  assert.match(await send('other@postroom.test', 1), /^250 /);
  assert.deepEqual(await listSendingHolds(smtp.pool, 10), []);
  assert.match(await metrics.metrics(), /postroom_sending_limited_total\{[^}]*result="slowed"[^}]*\} 1\n/);
});

test('a message to more recipients than the hourly limit allows is refused permanently', async () => {
  const accountId = await smtp.account('greta@postroom.test');
  const parts = {
    pool: smtp.pool,
    counts,
    metrics: createMetrics('smtp-ingress'),
    log: createLogger('test', 'silent'),
  };
  const { count } = openSending({ ...limits, SEND_RECIPIENTS_PER_HOUR: 5 }, parts);
  const greta = { accountId, address: 'greta@postroom.test', credentials: '' };
  const refusal = await count(greta, 6);
  assert.equal(refusal?.code, 550);
  assert.match(refusal.text, /^6 recipients are too many \(at most 5 recipients an hour\)/);
  assert.equal(await count(greta, 5), null);
  assert.equal((await count(greta, 1))?.code, 450);
});

test('an account over the daily limit is held with all its waiting mail until it is released', async () => {
  const bob = 'bob@postroom.test';
  const id = await smtp.account(bob);
  assert.match(await send(bob, 4), /^250 /);
  const held = async () => {
    const { rows } = await smtp.pool.query<{ held: boolean }>(
      `select d.next_attempt_at > now() + interval '100 years' as held
       from deliveries d join accepted_mails m on m.id = d.mail_id where m.account_id = $1`,
      [id],
    );
    return rows.map((row) => row.held);
  };
  assert.deepEqual(await held(), [false, false, false, false]);
  assert.match(await send(bob, 3), /^450 4\.7\.1 Your account is held/);
  assert.deepEqual(await held(), [true, true, true, true]);
  assert.match(await send(bob, 1), /^450 4\.7\.1 Your account is held/);
  const [hold] = await listSendingHolds(smtp.pool, 10);
  assert.deepEqual([hold?.address, hold?.reason], [bob, 'more than 6 recipients a day']);
  assert.equal(await releaseSending(smtp.pool, id), true);
  assert.match(await send(bob, 1), /^250 /);
});

test('an account with too many bounces is held', async () => {
  const carol = 'carol@postroom.test';
  const id = await smtp.account(carol);
  await counts.bounced(id, ['a@elsewhere.test']);
  assert.match(await send(carol, 1), /^250 /);
  await counts.bounced(id, ['b@elsewhere.test']);
  assert.match(await send(carol, 1), /^450 4\.7\.1 Your account is held/);
  assert.match((await listSendingHolds(smtp.pool, 10)).at(-1)?.reason ?? '', /^mail to 2 or more recipients bounced/);
});

test('sending as another address counts for the user who sends, and not for the owner of the address', async () => {
  const [dave, boss] = ['dave@postroom.test', 'boss@postroom.test'];
  await smtp.account(dave);
  await smtp.account(boss);
  await transaction(smtp.pool, (tx) => putDelegation(tx, { address: boss, to: dave, mode: 'send-as' }));
  for (let n = 0; n < 3; n++) assert.match(await send(dave, 1, boss), /^250 /);
  assert.match(await send(dave, 1, boss), /^450 4\.7\.1 You may send at most 3 messages an hour/);
  assert.match(await send(dave, 1), /^450 4\.7\.1 You may send at most 3 messages an hour/);
  assert.match(await send(boss, 1), /^250 /);
});

test('mail from other servers does not count', async () => {
  for (let n = 0; n < 5; n++) {
    await using wire = await Wire.connect({ port: mx });
    await wire.expect(/^220 /);
    await wire.line('EHLO client.test');
    await wire.until(/^250 /);
    await wire.ask('MAIL FROM:<a@elsewhere.test>', /^250 /);
    await wire.ask(`RCPT TO:<${reader}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.line('From: <a@elsewhere.test>', '', 'x', '.');
    assert.match(await wire.readLine(), /^250 /);
  }
});
