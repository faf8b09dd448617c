import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { ServiceName } from '@postroom/launch';
import { Wire } from '@postroom/testkit';
import { Redis } from 'ioredis';
import { PASSWORD } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { ImapSession } from '../support/imap-session.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { Pop3Session } from '../support/pop3-session.ts';
import { ServiceWatch, WATCHED } from '../support/service-watch.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Tests what anybody can do who can reach port 25, and the effect of such mail on its readers. The limits are CPU time of the event
// loop without a turn for others, and octets of memory.

const LONGEST_MS = 150;
const MIB = 1024 * 1024;

const fixture = await openFixture({ env: WATCHED });
after(() => fixture[Symbol.asyncDispose]());
const { ports, fleet } = fixture.platform;
await fixture.stage.account('alice@a.test');
const bob = await fixture.stage.account('bob@a.test');
await fixture.stage.account('small@a.test', 200_000);
const watchOf = (service: ServiceName) => new ServiceWatch(fleet.process(service).pid);

async function smtp(localAddress = '127.0.0.1'): Promise<Wire> {
  const wire = await Wire.connect({ port: ports.SMTP_PORT, localAddress, timeout: 60_000 });
  await wire.expect(/^220 /);
  await wire.ask('HELO stranger.test', /^250 /);
  return wire;
}

async function inData(recipient = 'alice@a.test', localAddress?: string): Promise<Wire> {
  const wire = await smtp(localAddress);
  await wire.ask('MAIL FROM:<stranger@x.test>', /^250 /);
  await wire.ask(`RCPT TO:<${recipient}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  return wire;
}

test('twenty endless headers, of lines and of dots, do not slow down others and get a reply at last', async () => {
  const bystander = await smtp('127.0.0.2');
  const result = await meanwhile(
    watchOf('smtp-ingress'),
    () => bystander.ask('NOOP', /^250 /),
    async () => {
      const wires = await Promise.all(Array.from({ length: 20 }, (_, n) => inData('alice@a.test', `127.0.1.${n + 1}`)));
      for (const wire of wires) await wire.send('a\r\n'.repeat(300_000));
      for (let rounds = 0; rounds < 50; rounds += 1)
        for (const wire of wires) await wire.send('..\r\n'.repeat(100), 40);
      await Promise.all(wires.map((wire) => wire.send('\r\n.\r\n')));
      for (const wire of wires) await wire.expect(/^250 |^552 /);
      for (const wire of wires) wire.close();
    },
  );
  assert.ok(result.longestMs < LONGEST_MS, `${result.longestMs} ms`);
  assert.ok(result.grownBytes < 20 * 8 * MIB, `${result.grownBytes} octets`);
  bystander.close();
});

test("mails of 9,900 parts do not delay another's mail", async () => {
  const parts = '--b\r\n\r\nx\r\n'.repeat(9_900);
  const many = Buffer.from(
    `Subject: parts\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`,
  );
  const worker = watchOf('delivery-worker');
  const before = worker.loopMs();
  await deliverBytes(
    ports.SMTP_PORT,
    'alice@a.test',
    Array.from({ length: 6 }, () => many),
  );
  await deliverBytes(ports.SMTP_PORT, 'bob@a.test', [Buffer.from('Subject: hello\r\n\r\nhello\r\n')]);
  await fixture.stage.messages(bob, 1);
  assert.ok(worker.loopMs() - before < 3_000, 'filing a small mail waited for the work of all the large ones');
});

test('address lists of 10,000 commas give an IMAP envelope of limited size and do not block others', async () => {
  const list = 'a,'.repeat(10_000);
  const fields = ['From', 'To', 'Cc', 'Bcc'].map((name) => `${name}: ${list}\r\n`).join('');
  const hostile = Buffer.from(`${fields}Subject: lists\r\n\r\nbody\r\n`);
  const eve = await fixture.stage.account('lists@a.test');
  await deliverBytes(
    ports.SMTP_PORT,
    'lists@a.test',
    Array.from({ length: 40 }, () => hostile),
  );
  await fixture.stage.messages(eve, 40);
  const bystander = await ImapSession.login(ports.IMAP_PORT, 'bob@a.test');
  await using reader = await ImapSession.login(ports.IMAP_PORT, 'lists@a.test');
  await reader.command('SELECT INBOX');
  const result = await meanwhile(
    watchOf('imap-access'),
    () => bystander.command('NOOP'),
    async () => {
      const responses = await reader.command('FETCH 1:* (ENVELOPE BODYSTRUCTURE)');
      return Math.max(...responses.map(({ text }) => text.length));
    },
  );
  assert.ok(result.result < 140_000, `${result.result} octets of one envelope`);
  assert.ok(result.longestMs < LONGEST_MS && result.grownBytes < 128 * MIB, JSON.stringify(result));
  await bystander[Symbol.asyncDispose]();
});

test('a message of 6 MB of dots is read by POP3 while another client is served', { timeout: 120_000 }, async () => {
  const dots = await fixture.stage.account('dots@a.test');
  await deliverBytes(ports.SMTP_PORT, 'dots@a.test', [
    Buffer.from(`Subject: dots\r\n\r\n${'.\r\n'.repeat(2_000_000)}`),
  ]);
  await fixture.stage.messages(dots, 1);
  await using bystander = await Pop3Session.login(ports.POP3_PORT, 'bob@a.test');
  await using reader = await Pop3Session.login(ports.POP3_PORT, 'dots@a.test');
  const result = await meanwhile(
    watchOf('pop3-access'),
    () => bystander.wire.ask('NOOP', /^\+OK/),
    async () => {
      const { socket } = reader.wire;
      const whole = Promise.withResolvers<number>();
      let octets = 0;
      let tail = '';
      socket.removeAllListeners('data');
      socket.on('data', (chunk: Buffer) => {
        octets += chunk.length;
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 5))).slice(-5);
        if (octets > 8_000_000 && tail === '\r\n.\r\n') whole.resolve(octets);
      });
      socket.write('RETR 1\r\n');
      return whole.promise;
    },
  );
  assert.ok(result.result > 8_000_000);
  assert.ok(result.longestMs < LONGEST_MS && result.grownBytes < 64 * MIB, JSON.stringify(result));
});

// These tests measure no waiting times and mostly wait themselves, so they can run at once.
describe('what strangers leave behind, guess and try has no effect on others', { concurrency: true }, () => {
  test('unfinished messages leave nothing behind', async () => {
    const isEmpty = () =>
      eventually('no chunks', async () => {
        const { rows } = await fixture.stage.pool.query<{ n: number }>(
          'select count(*)::int as n from blob_chunks c where not exists (select 1 from blobs b where b.id = c.blob_id)',
        );
        return rows[0]?.n === 0;
      });
    const large = 'x'.repeat(78).concat('\r\n').repeat(40_000);
    const left = await inData();
    await left.send(large);
    left.socket.end();
    const refused = await inData('small@a.test');
    await refused.send(`Subject: too large\r\n\r\n${large}.\r\n`);
    await refused.expect(/^552 |^452 /);
    await using eve = await ImapSession.login(ports.IMAP_PORT, 'small@a.test');
    assert.match((await eve.attempt(`APPEND INBOX {${large.length}+}\r\n${large}`)).status, /^NO \[OVERQUOTA\]/);
    await isEmpty();
  });

  test("one client's wrong passwords lock nobody else out", async () => {
    const guess = async (n: number): Promise<void> => {
      const wire = await Wire.connect({ port: ports.IMAP_PORT, localAddress: '127.0.9.9', timeout: 60_000 });
      await wire.expect(/^\* OK/);
      await wire.ask(`a LOGIN alice@a.test guess${n}`, /^a NO/);
      wire.close();
    };
    await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n)));
    const guesser = await Wire.connect({ port: ports.IMAP_PORT, localAddress: '127.0.9.9', timeout: 60_000 });
    await guesser.expect(/^\* OK/);
    await guesser.ask(`a LOGIN alice@a.test "${PASSWORD}"`, /^a NO/);
    guesser.close();
    const right = await ImapSession.login(ports.IMAP_PORT, 'alice@a.test');
    await right[Symbol.asyncDispose]();
  });

  test('a few unknown recipients end a session', async () => {
    const wire = await smtp('127.0.3.3');
    await wire.ask('MAIL FROM:<stranger@x.test>', /^250 /);
    await wire.send(Array.from({ length: 5_000 }, (_, n) => `RCPT TO:<nobody${n}@a.test>\r\n`).join(''));
    const answers = await wire.until(/^421 /);
    assert.ok(answers.length < 100, `${answers.length} answers`);
    await wire.closed();
  });
});

test('malformed notices on Redis end no session', async () => {
  await using idle = await ImapSession.login(ports.IMAP_PORT, 'bob@a.test');
  await idle.command('SELECT INBOX');
  const { REDIS_URL = '', REDIS_PREFIX = '' } = fixture.platform.env;
  const redis = new Redis(REDIS_URL);
  for (const text of ['no', '{', '[]', `{"accountId":${bob},"modseq":"x"}`, '9'.repeat(100_000)]) {
    await redis.publish(`${REDIS_PREFIX}:changed:${bob}`, text);
  }
  redis.disconnect();
  await idle.command('NOOP');
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
