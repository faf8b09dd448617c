import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { Wire } from '@postroom/testkit';
import { putAlias, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// RFC 2033: the operator's own servers bring mail for our domains, and get a reply for each recipient.

const lmtpFrom = AddressRanges.parse('127.0.0.0/8');
const smtp = await startSmtp({ lmtpFrom, maxRecipients: 6, maxMessageBytes: 100_000, maxErrors: 6 });
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
await smtp.account('bob@postroom.test');
await smtp.account('small@postroom.test', 300);
await putAlias(smtp.pool, 'also-small@postroom.test', ['small@postroom.test']);
await putAlias(smtp.pool, 'team@postroom.test', ['alice@postroom.test', 'small@postroom.test']);
const port = await smtp.listen('lmtp');

async function greeted(): Promise<Wire> {
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 \S+ LMTP /);
  await wire.line('LHLO front.test');
  await wire.until(/^250 /);
  return wire;
}

async function envelope(wire: Wire, ...to: string[]): Promise<void> {
  await wire.ask('MAIL FROM:<eve@far.test>', /^250 /);
  for (const name of to) await wire.ask(`RCPT TO:<${name}@postroom.test>`, /^250 2\.1\.5 /);
}

test('LMTP accepts LHLO as the only greeting', async () => {
  await using wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.ask('MAIL FROM:<a@x.test>', /^503 5\.5\.1 Send LHLO first/);
  for (const hello of ['EHLO x.test', 'HELO x.test']) await wire.ask(hello, /^500 5\.5\.2 /);
  await wire.line('LHLO front.test');
  const offered = await wire.until(/^250 /);
  for (const keyword of ['PIPELINING', 'ENHANCEDSTATUSCODES', 'CHUNKING', '8BITMIME'])
    assert.ok(offered.includes(`250-${keyword}`), keyword);
  await wire.ask('DATA', /^503 /);
  await wire.ask('AUTH PLAIN =', /^502 /);
  await wire.ask('MAIL FROM:<a@x.test>', /^250 /);
  await wire.ask('RCPT TO:<b@far.test>', /^550 5\.7\.1 /);
  await wire.ask('DATA', /^503 /);
});

test('SMTP ports refuse LHLO', async () => {
  await using wire = await Wire.connect({ port: await smtp.listen('mx') });
  await wire.expect(/^220 \S+ ESMTP /);
  await wire.ask('LHLO x.test', /^500 5\.5\.2 /);
});

test('each RCPT gets its own reply in order: a full mailbox does not block delivery to the others', async () => {
  await using wire = await greeted();
  const body = 'x'.repeat(400);
  await envelope(wire, 'alice', 'small', 'bob', 'also-small', 'alice');
  await wire.ask('DATA', /^354 /);
  await wire.line('Subject: one', '', body, '.');
  await wire.expect(/^250 2\.0\.0 /);
  await wire.expect(/^452 4\.2\.2 |^552 5\.2\.2 /);
  await wire.expect(/^250 2\.0\.0 /);
  await wire.expect(/^452 4\.2\.2 |^552 5\.2\.2 /);
  await wire.expect(/^250 2\.0\.0 /);
  await wire.ask('NOOP', /^250 2\.0\.0 OK/);
  const mail = (await smtp.accepted()).at(-1);
  assert.deepEqual(mail?.recipients.sort(), ['alice@postroom.test', 'bob@postroom.test']);
  assert.match(mail?.raw ?? '', /\r\n\tby \S+ \(Postroom\) with LMTP\r\n/);
});

test('BDAT LAST also gets one reply per RCPT, even if all mailboxes are full', async () => {
  await using wire = await greeted();
  const message = `Subject: two\r\n\r\n${'x'.repeat(400)}\r\n`;
  const before = (await smtp.accepted()).length;
  await envelope(wire, 'small', 'also-small');
  await wire.send(`BDAT ${message.length} LAST\r\n${message}`);
  for (let each = 0; each < 2; each++) await wire.expect(/^(?:452 4|552 5)\.2\.2 /);
  await envelope(wire, 'small', 'bob');
  await wire.send(`BDAT 5\r\n${message.slice(0, 5)}`);
  await wire.expect(/^250 2\.0\.0 5 octets/);
  await wire.send(`BDAT ${message.length - 5} LAST\r\n${message.slice(5)}`);
  await wire.expect(/^(?:452 4|552 5)\.2\.2 /);
  await wire.expect(/^250 2\.0\.0 Queued/);
  const mails = await smtp.accepted();
  assert.equal(mails.length, before + 1);
  assert.ok(mails.at(-1)?.raw.endsWith(message));
});

test('mail to an alias of several mailboxes is accepted and waits for the full one', async () => {
  await using wire = await greeted();
  await envelope(wire, 'team', 'small');
  await wire.ask('DATA', /^354 /);
  await wire.line('Subject: three', '', 'x'.repeat(400), '.');
  for (let each = 0; each < 2; each++) await wire.expect(/^250 2\.0\.0 /);
  const mail = (await smtp.accepted()).at(-1);
  assert.deepEqual(mail?.recipients.sort(), ['alice@postroom.test', 'small@postroom.test']);
});

test('a refused message gets one refusal per recipient, and the session stays in step', async () => {
  await using wire = await greeted();
  await envelope(wire, 'alice', 'bob');
  await wire.ask('DATA', /^354 /);
  await wire.line('Subject: large', '', `${'x'.repeat(998)}\r\n`.repeat(101), '.');
  for (let each = 0; each < 2; each++) await wire.expect(/^552 5\.3\.4 /);
  await wire.ask('NOOP', /^250 2\.0\.0 OK/);
});

test('the number of RCPTs is limited, repeated ones included, and unknown recipients do not end the session', async () => {
  await using wire = await greeted();
  await envelope(wire, 'alice', 'alice', 'alice', 'alice', 'alice', 'alice');
  await wire.ask('RCPT TO:<alice@postroom.test>', /^452 4\.5\.3 /);
  for (let each = 0; each < 8; each++) await wire.ask(`RCPT TO:<nobody${each}@postroom.test>`, /^(?:550 5\.1\.1|452) /);
  await wire.ask('RSET', /^250 /);
  for (let each = 0; each < 8; each++) await wire.ask('DATA', /^503 /);
});

test('a client outside the LMTP address list is refused', async () => {
  const closed = await smtp.listen('lmtp', { settings: { lmtpFrom: AddressRanges.parse('192.0.2.0/24') } });
  await using wire = await Wire.connect({ port: closed });
  await wire.expect(/^550 5\.7\.1 /);
  await wire.closed();
});
