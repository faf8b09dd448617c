import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';
import { startSmtp } from '../../../services/smtp-ingress/testing.ts';
import { eventually } from '../../support/eventually.ts';

// Clients that are slow, too early, greedy, or gone.

const smtp = await startSmtp();
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
const port = await smtp.listen('mx');

async function greeted(at = port): Promise<Wire> {
  const wire = await Wire.connect({ port: at, timeout: 20_000 });
  await wire.expect(/^220 /);
  await wire.ask('HELO client.test', /^250 /);
  return wire;
}

async function inData(): Promise<Wire> {
  const wire = await greeted();
  await wire.ask('MAIL FROM:<a@x.test>', /^250 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  return wire;
}

test('a client that talks before the greeting is disconnected', async () => {
  await using wire = await Wire.connect({ port });
  await wire.send('EHLO client.test\r\n');
  await wire.expect(/^421 /);
  await wire.closed();
});

test('the time for one command line is limited, even if octets keep coming', async () => {
  const slow = await smtp.listen('mx', { settings: { lineMs: 100 } });
  await using wire = await greeted(slow);
  let over = false;
  const ended = wire.closed(10_000).then(() => {
    over = true;
  });
  while (!over) {
    await wire.send('N');
    await nextTurn();
  }
  await ended;
  await wire.expect(/^421 4\.4\.2 /);
});

test('a client that never starts a mail is disconnected, however often it sends NOOP', async () => {
  const strict = await smtp.listen('submission', { settings: { startMs: 200 } });
  await using wire = await greeted(strict);
  for (;;) {
    await wire.line('NOOP');
    const reply = await wire.readLine();
    if (/^421 4\.4\.2 /.test(reply)) break;
    assert.match(reply, /^250 /);
  }
  await wire.closed();
});

test('the time for the data of a message is limited', async () => {
  const strict = await smtp.listen('mx', { settings: { dataMs: 100 } });
  await using wire = await greeted(strict);
  await wire.line('MAIL FROM:<a@x.test>', 'RCPT TO:<alice@postroom.test>', 'DATA');
  await wire.until(/^354 /);
  await wire.send('Subject: x\r\n');
  await wire.expect(/^421 4\.4\.2 /);
  await wire.closed();
});

test('error replies are delayed after half the allowed errors, for the client that caused them only', async () => {
  const strict = await smtp.listen('mx', { settings: { maxErrors: 6, errorDelayMs: 3_600_000 } });
  await using wire = await greeted(strict);
  for (let count = 0; count < 3; count++) await wire.ask('NONSENSE', /^500 /);
  await wire.line('NONSENSE');
  await using other = await greeted(strict);
  await other.ask('NONSENSE', /^500 /);
  assert.equal(wire.unread, '');
});

test('a client that disconnects during DATA leaves nothing behind and causes no logged error', async () => {
  const { rejected } = smtp.services.metrics;
  const before = JSON.stringify((await rejected.get()).values);
  const wire = await inData();
  await wire.send(`Subject: x\r\n\r\n${'a line\r\n'.repeat(100_000)}`);
  wire.close();
  await eventually('its octets are gone', async () => {
    const { rows } = await smtp.pool.query<{ n: number }>('select count(*)::int as n from blob_chunks');
    return rows[0]?.n === 0;
  });
  assert.equal(JSON.stringify((await rejected.get()).values), before);
  assert.deepEqual(await smtp.accepted(), []);
});

test('thousands of pipelined commands are answered without blocking another client', async () => {
  await using wire = await greeted();
  await using other = await greeted();
  await wire.send('NOOP\r\n'.repeat(20_000));
  await other.ask('NOOP', /^250 /);
  await wire.line('QUIT');
  assert.equal((await wire.until(/^221 /)).length, 20_001);
});

test('a message of 900 kB of dots is accepted like any other', async () => {
  await using wire = await inData();
  await wire.send(`\r\n${'..\r\n'.repeat(225_000)}.\r\n`);
  await wire.expect(/^250 /);
  const [mail] = await smtp.accepted();
  assert.ok(mail);
});
