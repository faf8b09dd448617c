import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { addDomain } from '@postroom/directory';
import { ReturnPaths } from '@postroom/sender-auth/srs';
import { startSmtpPeer } from '@postroom/testkit';
import { keepForwardedSender, readForwardedSender, trimForwardedSenders } from '@postroom/transit';
import { deliverRemote } from './deliver.ts';
import { rewriteReversePaths } from './return-path.ts';
import { acceptMail, type Bench, makeAccount, openBench, reports } from './testing.ts';

const paths = new ReturnPaths(['a secret of these tests, and long enough']);
let bench: Bench;

before(async () => {
  bench = await openBench({ 'b.test': { A: ['127.0.0.1'] } });
  await makeAccount(bench.pool, 'alice@postroom.test');
  await addDomain(bench.pool, 'bücher.test');
});
after(() => bench[Symbol.asyncDispose]());
beforeEach(async () => {
  await bench.pool.query('truncate accepted_mails, deliveries, delivery_events, blobs');
});

const toAlias = { recipient: 'bob@b.test', originalRecipient: 'all@postroom.test' };

/** Sends all waiting mail; returns the reverse-paths that were used. */
async function sent(refuses = false): Promise<string[]> {
  await using peer = await startSmtpPeer();
  if (refuses) peer.script = ({ stage }) => (stage === 'rcpt' ? '550 5.1.1 No such user' : undefined);
  const reversePathOf = rewriteReversePaths(bench.pool, paths, () => {});
  const context = bench.context({ port: peer.port }, { reversePathOf, returnPaths: paths });
  await deliverRemote(context, { destination: 'b.test' });
  return peer.messages.map(({ mailLine }) => /<(.*?)>/.exec(mailLine)?.[1] ?? '');
}

test('a rewritten reverse-path is in the domain that forwards the mail, in A-labels', async () => {
  const mail = { source: 'mx', reversePath: 'x@stranger.test' } as const;
  await acceptMail(bench.pool, [{ ...toAlias, originalRecipient: 'all@bücher.test' }], mail);
  await acceptMail(bench.pool, [toAlias], { ...mail, forwardedBy: ['a@bücher.test', 'alice@postroom.test'] });
  const [one = '', two = ''] = await sent();
  assert.match(one, /^SRS0=.*=stranger\.test=x@xn--bcher-kva\.test$/);
  assert.match(two, /^SRS0=.*=stranger\.test=x@postroom\.test$/);
  assert.equal(paths.sender(one, new Date()), 'x@stranger.test');
});

test('the reverse-path is not rewritten for mail of our users or for our own domains', async () => {
  await acceptMail(bench.pool, [toAlias]);
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath: 'zoe@postroom.test' });
  await acceptMail(bench.pool, [{ ...toAlias, originalRecipient: 'postmaster' }], {
    source: 'mx',
    reversePath: 'x@y.test',
  });
  assert.deepEqual(await sent(), ['alice@postroom.test', 'zoe@postroom.test', 'x@y.test']);
});

test('a sender whose rewritten address would be too long is kept once, and gets the report on a mail that comes back', async () => {
  const long = `${'a'.repeat(60)}@stranger.test`;
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath: long });
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath: long });
  const [one = '', two] = await sent();
  assert.match(one, /^SRS0=.{6}=..==.{20}@postroom\.test$/);
  assert.equal(two, one);
  const { rows } = await bench.pool.query('select address from forwarded_senders');
  assert.deepEqual(rows, [{ address: long }]);
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath: one });
  await sent(true);
  assert.equal((await reports(bench.pool))[0]?.recipient, long);

  const day = (age: number) => bench.pool.query('update forwarded_senders set used_on = current_date - $1::int', [age]);
  await day(23);
  assert.equal(await trimForwardedSenders(bench.pool, 10), 0);
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath: long });
  await sent();
  await day(24);
  assert.equal(await trimForwardedSenders(bench.pool, 10), 1);
});

test('beyond their number no more senders are kept, and those that are stay', async () => {
  const keep = (key: string, most?: number) => keepForwardedSender(bench.pool, key, 'a@stranger.test', most);
  // PostgreSQL says -1 of a table that it never counted.
  assert.deepEqual([await keep('A'), await keep('B', -1), await keep('A', -1)], [true, false, true]);
  assert.equal(await readForwardedSender(bench.pool, 'B'), null);
});

test('a failure of a mail with a reverse-path rewritten by us is reported to the original sender', async () => {
  const reversePath = paths.rewritten('x@stranger.test', 'postroom.test', new Date())?.address ?? '';
  await acceptMail(bench.pool, [toAlias], { source: 'mx', reversePath });
  await sent(true);
  const [report] = await reports(bench.pool);
  assert.deepEqual([report?.recipient, report?.destination], ['x@stranger.test', 'stranger.test']);
  assert.match(report?.raw ?? '', /^To: <?x@stranger\.test>?\r$/m);
});
