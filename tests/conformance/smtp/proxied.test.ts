import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setStatus } from '@postroom/directory';
import { AddressRanges } from '@postroom/net';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// Proxies and filters report the clients that they speak for (Postfix's XCLIENT and XFORWARD).

const HERE = AddressRanges.parse('127.0.0.1');
const smtp = await startSmtp({ xclientFrom: HERE, xforwardFrom: HERE });
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
await smtp.account('gone@postroom.test');
await setStatus(smtp.pool, 'gone@postroom.test', 'suspended');
const mx = await smtp.listen('mx');
const submission = await smtp.listen('submission');

async function connect(port = mx, localAddress = '127.0.0.1'): Promise<Wire> {
  const wire = await Wire.connect({ port, localAddress });
  await wire.expect(/^220 /);
  return wire;
}

async function ehlo(wire: Wire): Promise<string[]> {
  await wire.line('EHLO client.test');
  return (await wire.until(/^250 /)).map((line) => line.slice(4));
}

async function deliver(wire: Wire, from = 'a@x.test', header = '') {
  await wire.ask(`MAIL FROM:<${from}>`, /^250 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(`${header}Subject: x\r\n\r\n.\r\n`);
  await wire.expect(/^250 2\.0\.0 Queued/);
  const { rows } = await smtp.pool.query<{
    address: string;
    name: string;
    protocol: string;
    account_id: number | null;
  }>(
    `select client_address as address, client_name as name, protocol, account_id from accepted_mails order by id desc limit 1`,
  );
  const raw = (await smtp.accepted()).at(-1)?.raw ?? '';
  return { ...rows[0], raw };
}

const offers = (lines: readonly string[], word: string) => lines.find((line) => line.startsWith(`${word} `));

test('only trusted addresses are offered XCLIENT and XFORWARD and may use them', async () => {
  await using wire = await connect();
  const lines = await ehlo(wire);
  assert.equal(offers(lines, 'XCLIENT'), 'XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT');
  assert.equal(offers(lines, 'XFORWARD'), 'XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE');
  assert.ok(offers(await ehlo(await connect(submission)), 'XCLIENT')?.includes(' LOGIN '));
  await using stranger = await connect(mx, '127.0.0.2');
  const shown = await ehlo(stranger);
  assert.deepEqual([offers(shown, 'XCLIENT'), offers(shown, 'XFORWARD')], [undefined, undefined]);
  await stranger.ask('XCLIENT ADDR=192.0.2.1', /^550 5\.7\.0 /);
  await stranger.ask('XFORWARD ADDR=192.0.2.1', /^550 5\.7\.0 /);
});

test('XCLIENT resets the session to that of the client', async () => {
  await using wire = await connect();
  await ehlo(wire);
  await wire.ask('MAIL FROM:<a@x.test>', /^250 /);
  await wire.ask('XCLIENT ADDR=192.0.2.1', /^503 5\.5\.1 /);
  await wire.ask('RSET', /^250 /);
  await wire.ask('XCLIENT NAME=spike.example ADDR=192.0.2.7 PORT=4711', /^220 mail\.postroom\.test ESMTP/);
  await wire.ask('MAIL FROM:<a@x.test>', /^503 5\.5\.1 Send EHLO first/);
  assert.equal(offers(await ehlo(wire), 'XCLIENT'), undefined, 'the client is not trusted itself');
  await wire.ask('XCLIENT ADDR=127.0.0.1', /^550 5\.7\.0 /);
  const mail = await deliver(wire);
  assert.deepEqual([mail.address, mail.name], ['192.0.2.7', 'client.test']);
  assert.match(mail.raw, /^Received: from client\.test \(spike\.example \[192\.0\.2\.7\]\)\r\n/m);
});

test('attributes of several XCLIENT commands add up, and the greeting need not be repeated', async () => {
  await using wire = await connect();
  await wire.ask('XCLIENT HELO=far.example PROTO=SMTP', /^220 /);
  await wire.ask('XCLIENT ADDR=IPV6:2001:DB8::25 NAME=[UNAVAILABLE]', /^220 /);
  const mail = await deliver(wire);
  assert.deepEqual([mail.address, mail.name, mail.protocol], ['2001:db8::25', 'far.example', 'SMTP']);
  assert.match(mail.raw, /^Received: from far\.example \(\[IPv6:2001:db8::25\]\)\r\n/m);
});

test('an IPv4-mapped address is that of IPv4, so that the client is counted as the same', async () => {
  await using wire = await connect();
  await wire.ask('XCLIENT ADDR=IPV6:::ffff:192.0.2.9', /^220 /);
  await ehlo(wire);
  assert.equal((await deliver(wire)).address, '192.0.2.9');
});

test('a client whose address XCLIENT calls unavailable is treated as remote and untrusted', async () => {
  await using wire = await connect(submission);
  await wire.ask('XCLIENT ADDR=[UNAVAILABLE]', /^220 /);
  const lines = await ehlo(wire);
  assert.equal(offers(lines, 'AUTH'), undefined, 'without TLS it tells no password');
  await wire.ask('AUTH PLAIN =', /^538 /);
});

test('XCLIENT LOGIN logs in only on ports with logins, and only an existing account', async () => {
  await using wire = await connect(submission);
  await wire.ask('XCLIENT ADDR=192.0.2.8 LOGIN=alice@postroom.test', /^220 /);
  assert.equal(offers(await ehlo(wire), 'AUTH'), undefined);
  const mail = await deliver(wire, 'alice@postroom.test');
  assert.deepEqual([mail.address, mail.protocol], ['192.0.2.8', 'ESMTPA']);
  assert.notEqual(mail.account_id, null);
  for (const login of ['nobody@postroom.test', 'gone@postroom.test']) {
    await using other = await connect(submission);
    await other.ask(`XCLIENT ADDR=192.0.2.8 LOGIN=${login}`, /^535 5\.7\.8 /);
    await ehlo(other);
    await other.ask('MAIL FROM:<alice@postroom.test>', /^530 /);
  }
  await using port25 = await connect();
  await port25.ask('XCLIENT ADDR=192.0.2.8 LOGIN=alice@postroom.test', /^220 /);
  await ehlo(port25);
  assert.equal((await deliver(port25)).account_id, null);
});

test('XCLIENT ends the login of the session', async () => {
  await using wire = await connect(submission);
  await ehlo(wire);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.ask('XCLIENT ADDR=192.0.2.9', /^220 /);
  await ehlo(wire);
  await wire.ask('MAIL FROM:<alice@postroom.test>', /^530 /);
});

test("connections behind XCLIENT count for the client's address, not the proxy's", async () => {
  const few = await smtp.listen('mx', { perAddress: 2 });
  await using one = await connect(few);
  await one.ask('XCLIENT ADDR=192.0.2.50', /^220 /);
  await using two = await connect(few);
  await two.ask('XCLIENT ADDR=192.0.2.50', /^220 /);
  await using three = await connect(few);
  await three.ask('XCLIENT ADDR=192.0.2.50', /^421 4\.7\.0 /);
  await three.closed();
  await using four = await connect(few);
  await four.ask('XCLIENT ADDR=192.0.2.51', /^220 /);
});

test('malformed XCLIENT attributes are refused with 501', async () => {
  await using wire = await connect();
  for (const args of ['', 'ADDR=x', 'ADDR=1.2.3.4 ADDR=1.2.3.4', 'HELO=a+0D+0Ab', 'COLOUR=red']) {
    await wire.ask(`XCLIENT ${args}`, /^501 5\.5\.4 /);
  }
});

test('XFORWARD attributes appear in the trace of one mail and change nothing else', async () => {
  await using wire = await connect();
  await ehlo(wire);
  await wire.ask('XFORWARD NAME=spike.example ADDR=192.0.2.10 PROTO=ESMTP', /^250 2\.0\.0 /);
  await wire.ask('XFORWARD HELO=far.example IDENT=4XYZ SOURCE=REMOTE', /^250 2\.0\.0 /);
  const mail = await deliver(wire);
  assert.deepEqual([mail.address, mail.name], ['192.0.2.10', 'far.example']);
  assert.match(mail.raw, /^Received: from client\.test \(\[127\.0\.0\.1\]\)\r\n/m);
  const next = await deliver(wire);
  assert.deepEqual([next.address, next.name], ['127.0.0.1', 'client.test']);
  await wire.ask('XFORWARD LOGIN=alice@postroom.test', /^501 5\.5\.4 /);
});
