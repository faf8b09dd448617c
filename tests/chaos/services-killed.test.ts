import { after, test } from 'node:test';
import type { LoadMail } from '../support/load.ts';
import { openChaosFixture } from './fixture.ts';
import { assertPromisesKept } from './promises.ts';

// Services are killed with kill -9 while mail comes in.

const fixture = await openChaosFixture({
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
  counts: { 'delivery-worker': 2 },
});
after(() => fixture[Symbol.asyncDispose]());
const sent: LoadMail[] = [];
const { fleet } = fixture.platform;

test('the load goes on when smtp-ingress is killed', async () => {
  await using load = fixture.load('ingress');
  await load.accepted(200);
  fleet.process('smtp-ingress').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('the load goes on when one of two delivery workers is killed and then the other', async () => {
  await using load = fixture.load('workers');
  await load.accepted(200);
  fleet.process('delivery-worker-1').kill();
  await load.accepted(200);
  fleet.process('delivery-worker-2').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('the load goes on when mailbox-store is killed', async () => {
  await using load = fixture.load('store');
  await load.accepted(200);
  fleet.process('mailbox-store').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('the load goes on when all services are killed at once', async () => {
  await using load = fixture.load('all');
  await load.accepted(200);
  for (const process of fleet.processes) process.kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('afterwards every accepted mail was filed once, and refused mails were not', () =>
  assertPromisesKept(fixture, sent));
