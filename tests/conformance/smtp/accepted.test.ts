import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setPassword } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import { PASSWORD, putAlias, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// How a message is stored: its envelope, its octets and the fields in front of them.

const smtp = await startSmtp({ maxDeliveries: 1000 });
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
const mx = await smtp.listen('mx');
const submission = await smtp.listen('submission');
const LOGIN = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');

async function greeted(port: number): Promise<Wire> {
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.ask('HELO client.test', /^250 /);
  if (port === submission) await wire.ask(`AUTH PLAIN ${LOGIN}`, /^235 /);
  return wire;
}

interface Sending {
  port?: number;
  from?: string;
  to?: string[];
  /** What is sent after DATA, with its end. */
  data: string;
}

/** Sends a message and returns it as it was stored. */
async function send({ port = mx, from = 'a@x.test', to = ['alice@postroom.test'], data }: Sending) {
  await using wire = await greeted(port);
  await wire.ask(`MAIL FROM:<${from}>`, /^250 /);
  for (const address of to) await wire.ask(`RCPT TO:<${address}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(Buffer.from(data, 'latin1'));
  await wire.expect(/^250 2\.0\.0 Queued/);
  const mail = (await smtp.accepted()).at(-1);
  assert.ok(mail);
  return mail;
}

test('addresses are stored as given, A-labels too, and header fields that we add never need SMTPUTF8', async () => {
  const from = 'Odd.User@xn--bcher-kva.example';
  const to = ['Someone@XN--BCHER-KVA.example'];
  const mail = await send({ port: mx, from, data: 'Subject: x\r\n\r\n.\r\n' });
  assert.deepEqual([mail.reversePath, mail.smtputf8], [from, false]);
  assert.ok(mail.raw.startsWith(`Return-Path: <${from}>\r\n`));
  const sent = await send({ port: submission, from: 'alice@postroom.test', to, data: 'Subject: x\r\n\r\n.\r\n' });
  assert.deepEqual(sent.recipients, to);
  assert.match(sent.raw, /for <Someone@XN--BCHER-KVA\.example>;/);
  assert.match(sent.raw, /^[\0-\x7f]*$/);
});

test('RFC 4865: FUTURERELEASE holds a message of our users, and is not accepted from other servers', async () => {
  const releases = async (parameter: string) => {
    await using wire = await greeted(submission);
    await wire.ask(`MAIL FROM:<alice@postroom.test> ${parameter}`, /^250 /);
    await wire.ask('RCPT TO:<b@far.test>', /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send('Subject: x\r\n\r\n.\r\n');
    await wire.expect(/^250 2\.0\.0 Queued/);
    const { rows } = await smtp.pool.query<{ release: Date | null; due: Date; accepted: Date }>(
      `select m.release_at as release, d.next_attempt_at as due, m.accepted_at as accepted
       from accepted_mails m join deliveries d on d.mail_id = m.id order by m.id desc limit 1`,
    );
    assert.ok(rows[0]);
    return rows[0];
  };
  const held = await releases('HOLDFOR=3600');
  const seconds = ((held.release?.getTime() ?? 0) - held.accepted.getTime()) / 1_000;
  assert.ok(Math.abs(seconds - 3_600) < 60, `${seconds} s`);
  assert.deepEqual(held.due, held.release);
  const until = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 86_400_000);
  assert.deepEqual((await releases(`HOLDUNTIL=${until.toISOString()}`)).release, until);
  assert.equal((await releases('HOLDUNTIL=2020-01-01T00:00:00Z')).release, null, 'its time has come already');
  await using wire = await greeted(submission);
  await wire.ask(`MAIL FROM:<alice@postroom.test> HOLDFOR=${366 * 86_400 + 1}`, /^501 5\.5\.4 /);
  await wire.ask('MAIL FROM:<alice@postroom.test> HOLDUNTIL=2999-01-01T00:00:00Z', /^501 5\.5\.4 /);
  const few = await smtp.listen('submission', { settings: { held: { mails: 2, bytes: 1_000_000 } } });
  await using full = await Wire.connect({ port: few });
  await full.expect(/^220 /);
  await full.ask('HELO client.test', /^250 /);
  await full.ask(`AUTH PLAIN ${LOGIN}`, /^235 /);
  await full.ask('MAIL FROM:<alice@postroom.test> HOLDFOR=60', /^250 /);
  await full.ask('RCPT TO:<b@far.test>', /^250 /);
  await full.ask('DATA', /^354 /);
  await full.send('Subject: x\r\n\r\n.\r\n');
  await full.expect(/^452 4\.3\.1 /);
  await wire.ask('EHLO client.test', /^250-mail/);
  for (const line of [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'DSN',
    'CHUNKING',
    'BINARYMIME',
    'LIMITS RCPTMAX=1000',
  ]) {
    await wire.expect(new RegExp(`^250-${line}$`));
  }
  await wire.expect(/^250-FUTURERELEASE 31622400 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await using other = await greeted(mx);
  await other.ask('MAIL FROM:<a@x.test> HOLDFOR=60', /^555 5\.5\.4 /);
});

test('local parts of other domains are case-sensitive, those of our domains are not', async () => {
  const to = ['Case@far.test', 'case@FAR.test', 'case@far.test', 'alice@postroom.test', 'ALICE@postroom.test'];
  const mail = await send({ port: submission, from: 'alice@postroom.test', to, data: 'Subject: x\r\n\r\n.\r\n' });
  assert.deepEqual(mail.recipients, ['Case@far.test', 'case@FAR.test', 'alice@postroom.test']);
});

test('Bcc is removed from what our users submit, so blind copies stay secret', async () => {
  const data =
    'Bcc: b@far.test,\r\n c@far.test\r\nSubject: x\r\nBCC: d@far.test\r\nResent-Bcc: e@far.test\r\n\r\nBcc: text\r\n.\r\n';
  const from = 'alice@postroom.test';
  const sent = await send({ port: submission, from, to: ['b@far.test', 'f@far.test'], data });
  assert.doesNotMatch(sent.raw, /[cde]@far\.test/);
  assert.match(sent.raw, /Subject: x\r\n\r\nBcc: text\r\n$/);
  assert.match((await send({ data })).raw, /d@far\.test/);
});

test('Return-Path fields of a submitted message are removed; final delivery adds its own (RFC 5321 4.4)', async () => {
  const data = 'Subject: x\r\nReturn-Path: <old@far.test>\r\nreturn-path:\r\n <>\r\nTo: b@far.test\r\n\r\nhi\r\n.\r\n';
  const sent = await send({ port: submission, from: 'alice@postroom.test', to: ['b@far.test'], data });
  assert.deepEqual(sent.raw.match(/^return-path:.*$/gim), ['Return-Path: <alice@postroom.test>']);
  assert.match(sent.raw, /Subject: x\r\nTo: b@far\.test\r\n/);
  assert.match((await send({ data })).raw, /old@far\.test/, 'whoever passes mail on does not look');
});

test('a dot after a bare line feed belongs to the message', async () => {
  const body = 'Subject: x\r\n\r\none\n..two\n.three\n\r\n';
  const mail = await send({ data: `${body}.\r\n` });
  assert.ok(mail.raw.endsWith(body));
});

test('text before the first header field does not end the header, and is kept', async () => {
  for (const lead of ['From x Thu Jan  1 00:00:00 1970\r\n', '>From x\r\n', '\xef\xbb\xbf', ' blanks\r\n', '\r\n']) {
    const message = `${lead}Subject: seen\r\n\r\nbody\r\n`;
    const { raw } = await send({ data: `${message}.\r\n` });
    assert.ok(raw.endsWith(message), raw);
    const header = raw.slice(0, raw.indexOf('\r\n\r\nbody'));
    assert.match(header, /^Subject: seen$/m, JSON.stringify(lead));
    for (const line of header.split('\r\n')) assert.match(line, /^(?:[!-9;-~]+:|[ \t]+\S)/, JSON.stringify(line));
  }
});

test('Authentication-Results in our name are removed, those of others stay', async () => {
  const ours = [
    'Authentication-Results: mail.postroom.test; spf=pass\r\n',
    'authentication-results :\r\n\tMAIL.Postroom.TEST 1;\r\n\tdkim=pass\r\n',
    'AUTHENTICATION-RESULTS: (a (nested) comment)\r\n "mail.postroom.test" ; none\r\n',
  ];
  const others = ['Authentication-Results: mail.postroom.test.evil.test; spf=pass\r\n', 'Subject: x\r\n\r\n'];
  for (const port of [mx, submission]) {
    const from = 'alice@postroom.test';
    const { raw } = await send({ port, from, data: `${ours.join('')}${others.join('')}.\r\n` });
    assert.ok(raw.endsWith(others.join('')));
    assert.equal(raw.match(/authentication-results/gi)?.length, 1);
  }
});

test('recipients after alias expansion are limited, and each appears once', async () => {
  const targets = Array.from({ length: 900 }, (_, index) => `user${index}@far.test`);
  await putAlias(smtp.pool, 'many@postroom.test', targets);
  await putAlias(
    smtp.pool,
    'more@postroom.test',
    targets.map((target) => `more.${target}`),
  );
  await using wire = await greeted(mx);
  await wire.ask('MAIL FROM:<a@x.test>', /^250 /);
  for (let tag = 0; tag < 50; tag++) await wire.ask(`RCPT TO:<many+${tag}@postroom.test>`, /^250 /);
  await wire.ask('RCPT TO:<more@postroom.test>', /^452 4\.5\.3 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send('Subject: x\r\n\r\n.\r\n');
  await wire.expect(/^250 /);
  assert.equal((await smtp.accepted()).at(-1)?.recipients.length, 901);
});

test('a session whose login was revoked sends nothing more', async () => {
  await using wire = await greeted(submission);
  await using late = await greeted(submission);
  await late.ask('MAIL FROM:<alice@postroom.test>', /^250 /);
  await late.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await late.ask('DATA', /^354 /);
  await setPassword(smtp.pool, 'alice@postroom.test', 'another one');
  await wire.ask('MAIL FROM:<alice@postroom.test>', /^535 5\.7\.8 /);
  await wire.expect(/^421 4\.7\.0 /);
  await wire.closed();
  const before = (await smtp.accepted()).length;
  await late.send('From: alice@postroom.test\r\n\r\n.\r\n');
  await late.closed();
  assert.equal((await smtp.accepted()).length, before);
  await setPassword(smtp.pool, 'alice@postroom.test', PASSWORD);
});

test('a mailbox that is full since RCPT gets a temporary refusal, and no report goes to the claimed sender', async () => {
  const before = (await smtp.accepted()).length;
  await smtp.account('full@postroom.test', 10_000);
  await using wire = await greeted(mx);
  await wire.ask('MAIL FROM:<forged@x.test>', /^250 /);
  await wire.ask('RCPT TO:<full@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await smtp.pool.query(
    `update account_state set used_bytes = 9990 where account_id = (select id from accounts where address = 'full@postroom.test')`,
  );
  await wire.send('Subject: too late\r\n\r\nbody\r\n.\r\n');
  await wire.expect(/^452 4\.2\.2 /);
  assert.equal((await smtp.accepted()).length, before);
});
