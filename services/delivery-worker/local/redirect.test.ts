import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setForwarding } from '@postroom/directory';
import { accountUsage } from '@postroom/mailbox';
import { traceMail } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { AS_SENT, acceptMail, reports, rowsOf } from '../remote/testing.ts';
import { openMessage } from '../reports/stored-message.ts';
import { fileBatch } from './file-batch.ts';
import { type Filing, openFiling } from './testing.ts';

let bench: Filing;
let context: WorkerContext;
let bob: number;
let carol: number;

before(async () => {
  bench = await openFiling(['alice@postroom.test', 'bob@postroom.test', 'carol@postroom.test']);
  ({ context } = bench);
  [, bob, carol] = bench.accounts as [number, number, number];
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events');
  await bench.pool.query('update accounts set quota_bytes = null, forward_to = null');
  bench.told.files.length = 0;
  bench.told.relays.length = 0;
});

const toBob = (more: object = {}) => ({ recipient: 'bob@postroom.test', accountId: bob, destination: null, ...more });
const forward = (targets: string[], keep = false, from = 'bob@postroom.test') =>
  setForwarding(bench.pool, from, { targets, keep });
const messagesOf = async (id: number) => (await accountUsage(bench.pool, id)).messageCount;

/** Returns the mails that were forwarded. */
async function sentOn() {
  const { rows } = await bench.pool.query<Record<string, unknown>>(
    `select m.id, m.blob_id, m.reverse_path, m.forwarded_by, d.recipient, d.original_recipient, d.destination, d.account_id, d.notify
     from accepted_mails m join deliveries d on d.mail_id = m.id where m.forwarded_by <> '{}' order by m.id, d.recipient`,
  );
  return rows;
}

test('a mail is forwarded once to each target, with its reverse-path and content unchanged, and not kept', async () => {
  await forward(['bob@one.test', 'carol@postroom.test']);
  const before = await messagesOf(bob);
  const { mailId, ids } = await acceptMail(bench.pool, [toBob({ notify: ['SUCCESS', 'FAILURE'] })]);
  await fileBatch(context, ids);
  await fileBatch(context, ids);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'delivered');
  assert.equal(await messagesOf(bob), before);
  const rows = await sentOn();
  assert.deepEqual(
    rows.map((row) => [
      row.recipient,
      row.destination,
      row.account_id,
      row.reverse_path,
      row.original_recipient,
      row.notify,
    ]),
    [
      ['bob@one.test', 'one.test', null, 'alice@postroom.test', 'bob@postroom.test', ['FAILURE']],
      ['carol@postroom.test', null, carol, 'alice@postroom.test', 'bob@postroom.test', ['FAILURE']],
    ],
  );
  assert.deepEqual(bench.told.relays, ['one.test']);
  const message = await openMessage(context.store, rows[0]?.blob_id as string, ['bob@postroom.test']);
  const octets = Buffer.concat(await Array.fromAsync(message.content())).toString();
  assert.equal(octets, `Delivered-To: bob@postroom.test\r\n${AS_SENT}`);
  assert.equal(message.size, Buffer.byteLength(octets));
  // The sender asked for reports of success: we send one that does not name the targets.
  const [report] = await reports(bench.pool);
  assert.match(report?.raw ?? '', /Action: delivered/);
  assert.doesNotMatch(report?.raw ?? '', /one\.test|carol/);
  const [trace] = await traceMail(bench.pool, mailId, 1);
  const step = trace?.steps.find(({ kind }) => kind === 'redirected');
  assert.deepEqual(step?.detail, { to: ['bob@one.test', 'carol@postroom.test'], mailId: rows[0]?.id });
  assert.ok(!trace?.steps.some(({ kind }) => kind === 'filed'));
});

test('forwarding with keep also files the mail; a retry after a full mailbox forwards nothing twice', async () => {
  await forward(['bob@one.test'], true);
  await bench.pool.query('update accounts set quota_bytes = 1 where id = $1', [bob]);
  const { mailId, ids } = await acceptMail(bench.pool, [toBob()]);
  await fileBatch(context, ids);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'queued');
  assert.equal((await sentOn()).length, 0);
  await bench.pool.query('update accounts set quota_bytes = null where id = $1', [bob]);
  const before = await messagesOf(bob);
  await fileBatch(context, ids);
  await fileBatch(context, ids);
  assert.equal(await messagesOf(bob), before + 1);
  assert.equal((await sentOn()).length, 1);
});

test('RFC 5228 4.2: forwarding keeps the null reverse-path', async () => {
  await forward(['bob@one.test']);
  const { ids } = await acceptMail(bench.pool, [toBob()], { reversePath: '' });
  await fileBatch(context, ids);
  assert.equal((await sentOn())[0]?.reverse_path, '');
});

test('a mail between accounts that forward to each other is filed where it returns to', async () => {
  await forward(['carol@postroom.test']);
  await forward(['bob@postroom.test'], false, 'carol@postroom.test');
  const [bobHad, carolHad] = [await messagesOf(bob), await messagesOf(carol)];
  const { ids } = await acceptMail(bench.pool, [toBob()]);
  let rounds = 0;
  for (let next = ids; next.length > 0; rounds++) {
    assert.ok(rounds < 5, 'it goes round');
    bench.told.files.length = 0;
    await fileBatch(context, next);
    next = [...bench.told.files];
  }
  assert.equal(rounds, 3);
  assert.deepEqual([await messagesOf(bob), await messagesOf(carol)], [bobHad + 1, carolHad]);
});

test('accounts that forward to each other with keep get a mail once each', async () => {
  await forward(['carol@postroom.test'], true);
  await forward(['bob@postroom.test'], true, 'carol@postroom.test');
  const [bobHad, carolHad] = [await messagesOf(bob), await messagesOf(carol)];
  const { ids } = await acceptMail(bench.pool, [toBob()]);
  for (let next = ids; next.length > 0; next = bench.told.files.splice(0)) await fileBatch(context, next);
  assert.deepEqual([await messagesOf(bob), await messagesOf(carol)], [bobHad + 1, carolHad + 1]);
  const { rows } = await bench.pool.query('select distinct state from deliveries');
  assert.deepEqual(rows, [{ state: 'delivered' }]);
});

test('if a forwarding target no longer exists, the mail is kept, and forwarded to the other targets', async () => {
  await forward(['gone@postroom.test', 'bob@one.test']);
  const before = await messagesOf(bob);
  const { ids } = await acceptMail(bench.pool, [toBob()]);
  await fileBatch(context, ids);
  assert.equal(await messagesOf(bob), before + 1);
  assert.deepEqual(
    (await sentOn()).map(({ recipient }) => recipient),
    ['bob@one.test'],
  );
});

test('a worker that dies before the commit has neither filed nor forwarded a mail', async () => {
  await forward(['bob@one.test'], true);
  const before = await messagesOf(bob);
  const { mailId, ids } = await acceptMail(bench.pool, [toBob()]);
  await bench.pool.query(
    `create function die() returns trigger language plpgsql as $$ begin
       perform pg_terminate_backend(pg_backend_pid()); return new;
     end $$;
     create trigger die before insert on delivery_events for each row execute function die()`,
  );
  await assert.rejects(fileBatch(context, ids));
  await bench.pool.query('drop trigger die on delivery_events');
  assert.deepEqual([await messagesOf(bob), (await sentOn()).length], [before, 0]);
  await fileBatch(context, ids);
  assert.deepEqual([await messagesOf(bob), (await sentOn()).length], [before + 1, 1]);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'delivered');
});
