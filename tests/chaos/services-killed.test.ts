import { after, test } from 'node:test';
import { Load } from '../support/load.ts';
import { openGround } from './ground.ts';
import { assertPromisesKept } from './promises.ts';

// kill -9 of services while mail comes in.

const ground = await openGround({
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
  counts: { 'delivery-worker': 2 },
});
after(() => ground[Symbol.asyncDispose]());
const { fleet, ports } = ground.platform;

function startLoad(): Load {
  return new Load({ port: ports.SMTP_PORT, sessions: 12, recipients: [...ground.accounts.keys()], maxMails: 8_000 });
}

test('smtp-ingress', async () => {
  await using load = startLoad();
  await load.accepted(200);
  fleet.process('smtp-ingress').kill();
  await load.accepted(200);
  await assertPromisesKept(ground, await load.stop());
});

test('delivery-worker, one of two and then the other', async () => {
  await using load = startLoad();
  await load.accepted(200);
  fleet.process('delivery-worker-1').kill();
  await load.accepted(200);
  fleet.process('delivery-worker-2').kill();
  await load.accepted(200);
  await assertPromisesKept(ground, await load.stop());
});

test('mailbox-store', async () => {
  await using load = startLoad();
  await load.accepted(200);
  fleet.process('mailbox-store').kill();
  await load.accepted(200);
  await assertPromisesKept(ground, await load.stop());
});

test('all of them at once', async () => {
  await using load = startLoad();
  await load.accepted(200);
  for (const process of fleet.processes) process.kill();
  await load.accepted(200);
  await assertPromisesKept(ground, await load.stop());
});
