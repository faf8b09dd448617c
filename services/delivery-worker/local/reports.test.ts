import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { WorkerContext } from '../context.ts';
import { acceptMail, age, reports, rowsOf } from '../remote/testing.ts';
import { fileBatch } from './file-batch.ts';
import { type Filing, openFiling } from './testing.ts';

let bench: Filing;
let context: WorkerContext;
let alice: number;
let bob: number;

before(async () => {
  bench = await openFiling(['alice@postroom.test', 'bob@postroom.test']);
  ({ context } = bench);
  [alice, bob] = bench.accounts as [number, number];
  context.log.debug = () => {};
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  await bench.pool.query('update accounts set quota_bytes = null');
  bench.told.files.length = 0;
});

const toBob = (more: object = {}) => ({ recipient: 'bob@postroom.test', accountId: bob, destination: null, ...more });

test('mail for a full mailbox is retried at growing intervals, then a delay notice and a bounce follow', async () => {
  await bench.pool.query('update accounts set quota_bytes = 1 where id = $1', [bob]);
  const { mailId, ids } = await acceptMail(bench.pool, [toBob()]);
  await fileBatch(context, ids);
  await fileBatch(context, ids);
  const [row] = await rowsOf(bench.pool, mailId);
  assert.deepEqual([row?.state, row?.attempts, row?.last_reply], ['queued', 2, '452 4.2.2 Mailbox full']);
  assert.ok(row && row.wait > 240, `${row?.wait}`);
  for (const hours of [5, 6, 121]) {
    await age(bench.pool, mailId, hours);
    await fileBatch(context, ids);
  }
  const written = await reports(bench.pool);
  assert.deepEqual(
    written.map(({ raw, account_id }) => [/Action: (\S+)/.exec(raw)?.[1], /Status: (\S+)/.exec(raw)?.[1], account_id]),
    [
      ['delayed', '4.2.2', alice],
      ['failed', '4.4.7', alice],
    ],
  );
  assert.equal(bench.told.files.length, 2);
});

test('mail for a removed account bounces at once, with the full message where that was requested', async () => {
  const { mailId, ids } = await acceptMail(bench.pool, [toBob({ accountId: 999_999 })], { returnContent: 'FULL' });
  await fileBatch(context, ids);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  const [bounce] = await reports(bench.pool);
  assert.match(bounce?.raw ?? '', /Status: 5\.1\.1[\s\S]*message\/rfc822[\s\S]*\r\n\.body\r\n/);
});

test('NOTIFY=SUCCESS: the sender gets one report when the mail is filed', async () => {
  const { ids } = await acceptMail(bench.pool, [toBob({ notify: ['SUCCESS'] }), toBob()], { envelopeId: 'QQ7' });
  await fileBatch(context, ids);
  await fileBatch(context, ids);
  const [report, ...more] = await reports(bench.pool);
  assert.equal(more.length, 0);
  assert.match(report?.raw ?? '', /Original-Envelope-Id: QQ7[\s\S]*Action: delivered\r\nStatus: 2\.1\.5/);
  assert.equal(report?.raw.match(/Final-Recipient/g)?.length, 1);
});

test('NOTIFY=SUCCESS of an unauthenticated sender is ignored unless configured, as the address may be forged', async () => {
  const success = () => acceptMail(bench.pool, [toBob({ notify: ['SUCCESS'] })], { source: 'mx' });
  await fileBatch(context, (await success()).ids);
  assert.deepEqual(await reports(bench.pool), []);
  await fileBatch({ ...context, successToStrangers: true }, (await success()).ids);
  assert.equal((await reports(bench.pool)).length, 1);
});

test('strangers get one report about an alias and not its members; our users also see where it led', async () => {
  const members = ['one', 'two'].map((name) => ({
    ...toBob({ accountId: 999_999, originalRecipient: 'Team@postroom.test' }),
    recipient: `${name}@postroom.test`,
  }));
  await fileBatch(context, (await acceptMail(bench.pool, members, { source: 'mx' })).ids);
  const [toStranger] = await reports(bench.pool);
  assert.deepEqual(toStranger?.raw.match(/^Final-Recipient: .*$/gm), ['Final-Recipient: rfc822; Team@postroom.test']);
  assert.doesNotMatch(toStranger?.raw ?? '', /one@|two@/);
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
  await fileBatch(context, (await acceptMail(bench.pool, members)).ids);
  const [toOwn] = await reports(bench.pool);
  assert.deepEqual(toOwn?.raw.match(/^Final-Recipient: .*$/gm)?.length, 2);
});

test('a report names the recipient as it was given, with case and A-labels', async () => {
  const given = { ...toBob({ accountId: 999_999, originalRecipient: 'Bob+X@XN--bcher-kva.test' }) };
  await fileBatch(context, (await acceptMail(bench.pool, [{ ...given, recipient: 'bob+x@bücher.test' }])).ids);
  const [bounce] = await reports(bench.pool);
  assert.match(bounce?.raw ?? '', /^Final-Recipient: rfc822; Bob\+X@XN--bcher-kva\.test\r$/m);
});

test('a bounce that cannot be filed causes no further bounce', async () => {
  const { mailId, ids } = await acceptMail(bench.pool, [toBob({ accountId: 999_999 })], { reversePath: '' });
  await fileBatch(context, ids);
  assert.equal((await rowsOf(bench.pool, mailId))[0]?.state, 'failed');
  assert.deepEqual(await reports(bench.pool), []);
});
