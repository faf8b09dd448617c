import { after, test } from 'node:test';
import type { LoadMail } from '../support/load.ts';
import { openChaosFixture } from './fixture.ts';
import { assertPromisesKept } from './promises.ts';

// kill -9 of services while mail comes in.

const fixture = await openChaosFixture({
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
  counts: { 'delivery-worker': 2 },
});
after(() => fixture[Symbol.asyncDispose]());
const sent: LoadMail[] = [];
const { fleet } = fixture.platform;

test('smtp-ingress', async () => {
  await using load = fixture.load('ingress');
  await load.accepted(200);
  fleet.process('smtp-ingress').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('delivery-worker, one of two and then the other', async () => {
  await using load = fixture.load('workers');
  await load.accepted(200);
  fleet.process('delivery-worker-1').kill();
  await load.accepted(200);
  fleet.process('delivery-worker-2').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('mailbox-store', async () => {
  await using load = fixture.load('store');
  await load.accepted(200);
  fleet.process('mailbox-store').kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('all of them at once', async () => {
  await using load = fixture.load('all');
  await load.accepted(200);
  for (const process of fleet.processes) process.kill();
  await load.accepted(200);
  sent.push(...(await load.stop()));
});

test('then every promise is kept', () => assertPromisesKept(fixture, sent));
