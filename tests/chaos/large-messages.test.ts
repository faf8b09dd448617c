import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { streamBlob } from '@postroom/blobs';
import { ImapFlow } from 'imapflow';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { peakMemory } from '../support/health.ts';
import { hashOf, largeMessage, sendLarge } from '../support/large-message.ts';
import { openChaosFixture } from './fixture.ts';

// Many large messages at once pass through without being held in memory.

const COUNT = 50;
/** LARGE_OCTETS=50000000 takes minutes; smaller messages show the same, because memory depends on sessions, not on octets. */
const OCTETS = Number(process.env.LARGE_OCTETS ?? 8_000_000);
const MEGABYTE = 1024 * 1024;

const fixture = await openChaosFixture({
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
});
after(() => fixture[Symbol.asyncDispose]());
const { platform, stage } = fixture;
const addresses = [...fixture.accounts.keys()];
const addressOf = (index: number) => addresses[index % addresses.length] as string;

function assertMemory(t: { diagnostic(text: string): void }, service: string, peak: number): void {
  t.diagnostic(`${service}: ${Math.round(peak / MEGABYTE)} MB at most`);
  assert.ok(peak < 400 * MEGABYTE, `${service} took ${Math.round(peak / MEGABYTE)} MB`);
}

test(`${COUNT} messages of ${OCTETS} octets at once`, {
  timeout: 400_000,
  skip: process.platform !== 'linux',
}, async (t) => {
  const began = performance.now();
  const numbers = Array.from({ length: COUNT }, (_, index) => index);
  await Promise.all(
    numbers.map((index) => sendLarge(platform.ports.SMTP_PORT, addressOf(index), largeMessage(index, OCTETS))),
  );
  t.diagnostic(`accepted in ${Math.round(performance.now() - began)} ms`);
  const filed = await eventually(
    'all are filed',
    async () => {
      const { rows } = await stage.pool.query<{ subject: string; blob_id: string; size: number }>(
        'select subject, blob_id, size from messages',
      );
      return rows.length === COUNT && rows;
    },
    200_000,
  );
  t.diagnostic(`filed after ${Math.round(performance.now() - began)} ms`);
  for (const service of ['smtp-ingress', 'delivery-worker']) {
    assertMemory(t, service, await peakMemory(platform.fleet.process(service)));
  }
  for (const { subject, blob_id, size } of filed) {
    const index = Number(/^large (\d+)$/.exec(subject)?.[1]);
    const found = await hashOf(streamBlob(stage, blob_id, size - OCTETS));
    assert.equal(found, await hashOf(largeMessage(index, OCTETS)), subject);
  }
  t.diagnostic(`compared after ${Math.round(performance.now() - began)} ms`);
});

test('IMAP downloads a large message unchanged', { skip: process.platform !== 'linux' }, async (t) => {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: platform.ports.IMAP_PORT,
    secure: false,
    logger: false,
    auth: { user: addressOf(0), pass: PASSWORD },
    tls: { rejectUnauthorized: false },
  });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const envelope = await client.fetchOne('1', { envelope: true });
  assert.ok(envelope);
  const index = Number(/^large (\d+)$/.exec(envelope.envelope?.subject ?? '')?.[1]);
  // The body is unchanged; our own fields come before it in the header.
  const { content } = await client.download('1', '1');
  const body = largeMessage(index, OCTETS);
  body.next();
  assert.equal(await hashOf(content as AsyncIterable<Buffer>), await hashOf(body));
  await client.logout();
  assertMemory(t, 'imap-access', await peakMemory(platform.fleet.process('imap-access')));
  assert.deepEqual(fixture.crashes(), []);
});
