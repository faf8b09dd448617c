import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD } from '../support/accounts.ts';
import { healthStatus } from '../support/health.ts';
import { ImapSession } from '../support/imap-session.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';
import { openChaosFixture } from './fixture.ts';

// The services start while Redis is away.

const fixture = await openChaosFixture({ beforeStart: (stores) => stores.redis.stop() });
after(() => fixture[Symbol.asyncDispose]());
const { stores, stage, platform } = fixture;
const { ports, fleet } = platform;
const message = Buffer.from('Subject: hello\r\n\r\nhello\r\n');
const STOP_MS = 5_000;

/** Returns an IMAP session that waits in IDLE. */
async function idle(address: string): Promise<Wire> {
  const wire = await Wire.connect({ port: ports.IMAP_PORT, timeout: 30_000 });
  await wire.expect(/^\* OK /);
  await wire.ask(`a LOGIN ${address} "${PASSWORD}"`, /^a OK /);
  await wire.line('b SELECT INBOX');
  await wire.until(/^b OK /);
  await wire.ask('c IDLE', /^\+ /);
  return wire;
}

const troubles = [
  {
    when: 'while services run that were started without Redis',
    address: 'user0@chaos.test',
    begin: async () => {},
    end: () => stores.redis.start(),
  },
  {
    when: 'after services have lost Redis',
    address: 'user1@chaos.test',
    begin: () => stores.redis.stop(),
    end: () => stores.redis.start(),
  },
  {
    when: 'while Redis no longer answers the services',
    address: 'user2@chaos.test',
    begin: async () => stores.redis.kill('SIGSTOP'),
    end: async () => stores.redis.kill('SIGCONT'),
  },
];

for (const { when, address, begin, end } of troubles) {
  test(when, async (t) => {
    const account = fixture.accounts.get(address) as number;
    await begin();
    await using waiting = await idle(address);

    await t.test('smtp-ingress accepts mail', async () => {
      await deliverBytes(ports.SMTP_PORT, address, [message, message, message]);
    });
    await t.test('services are ready', async () => {
      for (const process of fleet.processes) assert.equal(await healthStatus(process, '/readyz'), 200);
    });
    await t.test('IMAP and submission accept logins; POP3 accepts them or gives a temporary error', async () => {
      await using imap = await ImapSession.login(ports.IMAP_PORT, address);
      await imap.command('SELECT INBOX');
      await using pop3 = await Wire.connect({ port: ports.POP3_PORT, timeout: 10_000 });
      await pop3.expect(/^\+OK/);
      await pop3.ask(`USER ${address}`, /^\+OK/);
      await pop3.ask(`PASS ${PASSWORD}`, /^(\+OK|-ERR \[SYS\/TEMP\] )/);
      await using submission = await Wire.connect({ port: ports.SUBMISSION_PORT, timeout: 10_000 });
      await submission.expect(/^220 /);
      await submission.line('EHLO x.test');
      await submission.until(/^250 /);
      await submission.ask(`AUTH PLAIN ${Buffer.from(`\0${address}\0${PASSWORD}`).toString('base64')}`, /^235 /);
    });
    await end();

    await t.test('the mail is delivered once Redis is back, and an IDLE session from before is notified', async () => {
      await waiting.until(/^\* 3 EXISTS$/);
      assert.equal((await stage.messages(account, 3)).length, 3);
    });
    await t.test('POP3 locks maildrops again once Redis is back', async () => {
      await using pop3 = await Pop3Session.login(ports.POP3_PORT, address);
      assert.equal((await pop3.uidl()).length, 3);
    });
    assert.deepEqual(fixture.crashes(), []);
  });
}

test('services stop in good time while Redis is away', async () => {
  await stores.redis.stop();
  for (const process of fleet.processes.toReversed()) {
    const started = performance.now();
    await process.stop();
    const took = performance.now() - started;
    assert.ok(took < STOP_MS, `${process.spec.name} took ${took} ms`);
  }
  assert.deepEqual(fixture.crashes(), []);
});
