import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import type { LoadMail } from '../support/load.ts';
import { openChaosFixture } from './fixture.ts';
import { assertPromisesKept } from './promises.ts';

// Postgres is killed while mail comes in. Messages that meet that get a temporary refusal, and are never stored in part.

const fixture = await openChaosFixture({
  killsPostgres: true,
  services: ['mailbox-store', 'delivery-worker', 'imap-access', 'smtp-ingress'],
  counts: { 'delivery-worker': 2 },
});
after(() => fixture[Symbol.asyncDispose]());
const sent: LoadMail[] = [];
const { stores, stage } = fixture;

/** Checks that no session broke, and that every refusal was temporary. */
function assertRefusedForNow(mails: readonly LoadMail[]): void {
  const others = mails.filter(({ answer, reply }) => answer !== 'accepted' && !/^451 4\.3\.\d /.test(reply));
  assert.deepEqual(others, []);
}

/** Retries the start, because processes of the crashed server may hold its memory for a moment. */
async function startPostgres(): Promise<void> {
  await eventually('Postgres starts', async () => stores.postgres.start().then(() => true), 30_000);
}

test('when PostgreSQL is killed under load, mails are accepted or refused with a temporary error', async () => {
  await using load = fixture.load('killed');
  await load.accepted(200);
  stores.postgres.kill();
  await stores.postgres.exited;
  await startPostgres();
  await load.accepted(200);
  const mails = await load.stop();
  assertRefusedForNow(mails);
  sent.push(...mails);
});

test('when PostgreSQL is restarted under load, mails are accepted or refused with a temporary error', async () => {
  await using load = fixture.load('restarted');
  await load.accepted(200);
  await stores.postgres.stop();
  await startPostgres();
  await load.accepted(200);
  const mails = await load.stop();
  assertRefusedForNow(mails);
  sent.push(...mails);
});

test('when database connections are cut at any moment, mails are accepted or refused with a temporary error', async () => {
  await using load = fixture.load('cut');
  for (let times = 0; times < 60; times++) {
    await load.accepted(15);
    await stage.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name in ('smtp-ingress', 'delivery-worker')`,
    );
  }
  const mails = await load.stop();
  assertRefusedForNow(mails);
  sent.push(...mails);
});

test('afterwards every accepted mail was filed once, and refused mails were not', () =>
  assertPromisesKept(fixture, sent));
