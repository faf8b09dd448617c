import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Redis } from 'ioredis';
import type { LoadMail } from '../support/load.ts';
import { openChaosFixture } from './fixture.ts';
import { assertPromisesKept } from './promises.ts';

// Redis loses everything while mail comes in. It only triggers work; the truth is in Postgres.

const fixture = await openChaosFixture({
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
  counts: { 'delivery-worker': 2 },
});
after(() => fixture[Symbol.asyncDispose]());
const sent: LoadMail[] = [];
const { stores } = fixture;

test('the load goes on when Redis is killed and started again empty', async () => {
  await using load = fixture.load('empty');
  await load.accepted(200);
  stores.redis.kill();
  await stores.redis.exited;
  await rm(join(stores.folder, 'redis', 'appendonlydir'), { recursive: true });
  await load.accepted(300);
  await stores.redis.start();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('the load goes on when Redis is killed and started again with its data', async () => {
  await using load = fixture.load('kept');
  await load.accepted(200);
  stores.redis.kill();
  await stores.redis.exited;
  await stores.redis.start();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('the load goes on when Redis is emptied repeatedly while it runs', async () => {
  await using load = fixture.load('flushed');
  const redis = new Redis(stores.redisUrl);
  for (let times = 0; times < 10; times++) {
    await load.accepted(60);
    await redis.flushall();
  }
  redis.disconnect();
  sent.push(...(await load.stop()));
});

test('afterwards every accepted mail was filed once, and refused mails were not', () =>
  assertPromisesKept(fixture, sent));
