import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startSmtpPeer } from '@postroom/testkit';
import { deliverRemote } from './deliver.ts';
import { acceptMail, type Bench, openBench } from './testing.ts';

let bench: Bench;
before(async () => {
  bench = await openBench({ 'b.test': { A: ['127.0.0.1'] } });
});
after(() => bench[Symbol.asyncDispose]());

test('workers sharing a full queue send each mail once, over no more connections than allowed', async () => {
  const total = 600;
  await using peer = await startSmtpPeer();
  for (let i = 0; i < total; i++) await acceptMail(bench.pool, [`r${i}@b.test`]);
  const context = bench.context({ port: peer.port, connectionsPerDestination: 4 });
  const job = { destination: 'b.test' };
  await Promise.all([deliverRemote(context, job), deliverRemote(context, job), deliverRemote(context, job)]);
  const seen = peer.messages.flatMap(({ recipients }) => recipients);
  assert.deepEqual([seen.length, new Set(seen).size], [total, total]);
  assert.ok(peer.mostAtOnce <= 4, `${peer.mostAtOnce} connections`);
  const { rows } = await bench.pool.query(`select state, count(*) from deliveries group by state`);
  assert.deepEqual(rows, [{ state: 'relayed', count: total }]);
  assert.deepEqual(bench.errors, []);
});

test('a server that limits our connections gets all mail over those it allows', async () => {
  let open = 0;
  await using peer = await startSmtpPeer({
    script: ({ stage, connection }) => {
      if (stage !== 'connect') return undefined;
      open = Math.max(open, connection);
      return connection > 1 ? '421 4.7.0 Too many connections from you' : undefined;
    },
  });
  const total = 350;
  for (let i = 0; i < total; i++) await acceptMail(bench.pool, [`s${i}@b.test`]);
  const context = bench.context({ port: peer.port, messagesPerConnection: 1000 });
  await deliverRemote(context, { destination: 'b.test' });
  assert.ok(open > 1);
  assert.equal(peer.messages.length, total);
});

test('one mail to 250 recipients goes out in as few transactions as possible', async () => {
  await using peer = await startSmtpPeer();
  await acceptMail(
    bench.pool,
    Array.from({ length: 250 }, (_, n) => `many${n}@b.test`),
  );
  await deliverRemote(bench.context({ port: peer.port }), { destination: 'b.test' });
  assert.deepEqual(peer.messages.map(({ recipients }) => recipients.length).sort(), [100, 100, 50]);
});
