import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { testRedis } from '@postroom/testkit';
import type { AccountChange, FileJob, RelayJob } from '@postroom/types';
import { Queue } from 'bullmq';
import { createAnnouncer, createChangeSubscriber } from './changes.ts';
import { createConsumer } from './consumer.ts';
import { createRedisProbe } from './probe.ts';
import { createProducer, FILE_QUEUE, RELAY_QUEUE } from './producer.ts';
import { openPatientRedis } from './redis.ts';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const options = stack.use(await testRedis());
const stranger = openPatientRedis(options);
stack.defer(() => stranger.disconnect());

const NOT_NOTICES = [
  '',
  'no JSON',
  '{"accountId":7',
  'null',
  '[]',
  '{}',
  '{"accountId":"7","modseq":1,"mailboxIds":[]}',
  '{"accountId":7,"modseq":-1,"mailboxIds":[]}',
  '{"accountId":7,"modseq":1,"mailboxIds":[null]}',
  '{"accountId":8,"modseq":1,"mailboxIds":[]}',
  `{"accountId":7,"modseq":1,"mailboxIds":[${'1,'.repeat(2_000)}1]}`,
  `{"accountId":7,"modseq":1,"mailboxIds":[],"x":"${'x'.repeat(1_000_000)}"}`,
  '['.repeat(100_000),
];

test('malformed notices are dropped and reported once', async () => {
  const errors: Error[] = [];
  using subscriber = createChangeSubscriber({ ...options, onError: (error) => void errors.push(error) });
  const heard: AccountChange[] = [];
  const last = Promise.withResolvers<void>();
  subscriber.subscribe(7, (change) => {
    heard.push(change);
    if (change.modseq === 99) last.resolve();
  });
  const channel = `${options.prefix}:changed:7`;
  const change = { accountId: 7, modseq: 99, mailboxIds: [1, 2] };
  while ((await stranger.publish(channel, '{}')) === 0);
  for (const text of NOT_NOTICES) await stranger.publish(channel, text);
  await stranger.publish(channel, JSON.stringify(change));
  await last.promise;
  assert.deepEqual(heard, [change]);
  assert.equal(errors.length, 1);
});

test('a change of very many mailboxes is announced as a general change of the account', async () => {
  using subscriber = createChangeSubscriber(options);
  using announcer = createAnnouncer(options);
  const heard = Promise.withResolvers<AccountChange>();
  subscriber.subscribe(9, (change) => heard.resolve(change));
  while ((await stranger.publish(`${options.prefix}:changed:9`, '{}')) === 0);
  // The announcer says nothing until it is connected, because a notice is only a hint.
  const change = { accountId: 9, modseq: 5, mailboxIds: Array.from({ length: 5_000 }, (_, n) => n + 1) };
  const announcing = setInterval(() => announcer.announce(change), 10);
  stack.defer(() => clearInterval(announcing));
  assert.deepEqual(await heard.promise, { accountId: 9, modseq: 0, mailboxIds: [] });
});

test('malformed jobs are dropped and reported once, and the jobs behind them are done', async () => {
  const errors: Error[] = [];
  const files: FileJob[] = [];
  const relays: RelayJob[] = [];
  const [filed, relayed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using consumer = createConsumer({
    ...options,
    lockMs: 10_000,
    fileConcurrency: 1,
    relayConcurrency: 1,
    file: async (job) => {
      files.push(job);
      filed.resolve();
    },
    relay: async (job) => {
      relays.push(job);
      relayed.resolve();
    },
    onFailed: (error) => void errors.push(error),
  });
  const shared = { connection: stranger, prefix: options.prefix, skipVersionCheck: true };
  for (const name of [FILE_QUEUE, RELAY_QUEUE]) {
    const queue = new Queue(name, shared);
    for (const data of [
      null,
      7,
      [],
      {},
      { deliveryIds: 'x' },
      { deliveryIds: ['x'] },
      { destination: 5 },
      { destination: '' },
    ]) {
      await queue.add('odd', data);
    }
  }
  await using producer = createProducer(options);
  while (
    !(await producer.ping().then(
      () => true,
      () => false,
    ))
  )
    await sleep(5);
  const id = '0190a8f0-0000-7000-8000-000000000001';
  await producer.file([id]);
  await producer.relay(['example.test']);
  consumer.start();
  await Promise.all([filed.promise, relayed.promise]);
  assert.deepEqual([files, relays], [[{ deliveryIds: [id] }], [{ destination: 'example.test' }]]);
  assert.equal(errors.length, 1);
});

test('a full Redis that answers but stores nothing is treated like one that is away', async () => {
  const user = `reader-${randomUUID()}`;
  await stranger.call('ACL', 'SETUSER', user, 'on', '>secret', '~*', '&*', '+@all', '-set');
  stack.defer(async () => void (await stranger.call('ACL', 'DELUSER', user)));
  const looked = async (more: { username?: string; password?: string }) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { href: url } = Object.assign(new URL(options.url), more);
    using _probe = createRedisProbe({ ...options, url, onLook: resolve });
    return await promise;
  };
  assert.notEqual(await looked({}), null);
  assert.equal(await looked({ username: user, password: 'secret' }), null);
});
