import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { healthStatus } from '../support/health.ts';
import { ImapSession } from '../support/imap-session.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';
import { openChaosFixture } from './fixture.ts';

// Postgres is away for a while. Every client is told to try again, no service fails, and none needs a restart.

const fixture = await openChaosFixture();
after(() => fixture[Symbol.asyncDispose]());
const { stores, stage, platform } = fixture;
const { ports, fleet } = platform;
const address = 'user0@chaos.test';
const account = fixture.accounts.get(address) as number;

/** Longer than a pool waits for a connection; whatever takes longer than this hangs. */
const PATIENCE_MS = 10_000;
const message = Buffer.from('Subject: hello\r\n\r\nhello\r\n');

async function greeted(): Promise<Wire> {
  const wire = await Wire.connect({ port: ports.SMTP_PORT, timeout: PATIENCE_MS });
  await wire.expect(/^220 /);
  await wire.ask('HELO x.test', /^250 /);
  await wire.ask('MAIL FROM:<x@x.test>', /^250 /);
  return wire;
}

async function statuses(path: '/healthz' | '/readyz'): Promise<number[]> {
  return Promise.all(fleet.processes.map((process) => healthStatus(process, path)));
}

test('while PostgreSQL is away', async (t) => {
  await deliverBytes(ports.SMTP_PORT, address, [message]);
  const pids = fleet.processes.map(({ pid }) => pid);
  // Sessions with something open when Postgres goes away.
  await using sending = await greeted();
  await sending.ask(`RCPT TO:<${address}>`, /^250 /);
  await sending.ask('DATA', /^354 /);
  await using reading = await ImapSession.login(ports.IMAP_PORT, address);
  await reading.command('SELECT INBOX');
  await using fetching = await Pop3Session.login(ports.POP3_PORT, 'user1@chaos.test');
  await stores.postgres.stop();

  await t.test('a message in the middle of DATA is refused with a temporary error', async () => {
    await sending.send('Subject: x\r\n\r\n.\r\n');
    await sending.expect(/^451 4\.3\.\d /);
    await sending.ask('QUIT', /^221 /);
  });
  await t.test('a recipient is refused with a temporary error, and the session goes on', async () => {
    await using wire = await greeted();
    // A new recipient, since earlier ones are remembered.
    await wire.ask('RCPT TO:<user3@chaos.test>', /^451 4\.3\.\d /);
    await wire.ask('NOOP', /^250 /);
  });
  await t.test('a login for submission is refused with a temporary error', async () => {
    await using wire = await Wire.connect({ port: ports.SUBMISSION_PORT, timeout: PATIENCE_MS });
    await wire.expect(/^220 /);
    await wire.line('EHLO x.test');
    await wire.until(/^250 /);
    await wire.ask(
      `AUTH PLAIN ${Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64')}`,
      /^4[35]. 4\.\d\.\d |^45\d 4/,
    );
  });
  await t.test('IMAP answers UNAVAILABLE to an open session and to a login', async () => {
    assert.match((await reading.attempt('STATUS INBOX (MESSAGES)')).status, /^NO \[UNAVAILABLE\] /);
    await using wire = await Wire.connect({ port: ports.IMAP_PORT, timeout: PATIENCE_MS });
    await wire.expect(/^\* OK /);
    await wire.ask(`a LOGIN user2@chaos.test "${PASSWORD}"`, /^a NO \[UNAVAILABLE\] /);
  });
  await t.test('POP3 answers SYS/TEMP to a login', async () => {
    await using wire = await Wire.connect({ port: ports.POP3_PORT, timeout: PATIENCE_MS });
    await wire.expect(/^\+OK/);
    await wire.ask('USER user2@chaos.test', /^\+OK/);
    await wire.ask(`PASS ${PASSWORD}`, /^-ERR \[SYS\/TEMP\] /);
    await fetching.wire.ask('NOOP', /^\+OK/);
  });
  await t.test('JMAP, the token endpoint and the admin API say that they are unavailable', async () => {
    const web = `http://127.0.0.1:${ports.HTTP_PORT}`;
    const login = { authorization: `Basic ${Buffer.from(`user2@chaos.test:${PASSWORD}`).toString('base64')}` };
    const form = { grant_type: 'refresh_token', refresh_token: `prr_1_1_${'A'.repeat(43)}` };
    const token = `Bearer ${platform.adminToken}`;
    for (const [url, init] of [
      [`${web}/.well-known/jmap`, { headers: login }],
      [`${web}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) }],
      [`http://127.0.0.1:${ports.ADMIN_PORT}/api/v1/accounts`, { headers: { authorization: token } }],
    ] as const) {
      const response = await fetch(url, init);
      assert.deepEqual([response.status, response.headers.get('retry-after')], [503, '5'], url);
    }
  });
  await t.test('every service is alive and reports that it is not ready', async () => {
    assert.deepEqual(new Set(await statuses('/healthz')), new Set([200]));
    assert.deepEqual(new Set(await statuses('/readyz')), new Set([503]));
  });

  await stores.postgres.start();

  await t.test('once PostgreSQL is back every service is ready again without a restart, and mail flows', async () => {
    await eventually('all are ready', async () => (await statuses('/readyz')).every((status) => status === 200));
    assert.deepEqual(
      fleet.processes.map(({ pid }) => pid),
      pids,
    );
    await deliverBytes(ports.SMTP_PORT, address, [message]);
    assert.equal((await stage.messages(account, 2)).length, 2);
    await reading.command('NOOP');
    assert.deepEqual(await reading.search('ALL'), [1, 2]);
    await using pop3 = await Pop3Session.login(ports.POP3_PORT, address);
    assert.equal((await pop3.uidl()).length, 2);
    assert.deepEqual(fixture.crashes(), []);
  });
});

test('services stop in good time while PostgreSQL is away', async () => {
  await stores.postgres.stop();
  const started = performance.now();
  await fleet.stop();
  assert.ok(performance.now() - started < PATIENCE_MS, `took ${performance.now() - started} ms`);
  assert.deepEqual(fixture.crashes(), []);
});
