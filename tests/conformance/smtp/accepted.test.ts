import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setPassword } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import { PASSWORD, putAlias, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// What becomes of a mail: its envelope, its octets and what stands in front of them.

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
  /** Behind DATA, with its end. */
  data: string;
}

/** Hands a mail over and returns it as it was stored. */
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

test('an address is kept as it was given, A-labels too, and no field of ours needs SMTPUTF8', async () => {
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

test('other domains tell local parts by case, ours do not', async () => {
  const to = ['Case@far.test', 'case@FAR.test', 'case@far.test', 'alice@postroom.test', 'ALICE@postroom.test'];
  const mail = await send({ port: submission, from: 'alice@postroom.test', to, data: 'Subject: x\r\n\r\n.\r\n' });
  assert.deepEqual(mail.recipients, ['Case@far.test', 'case@FAR.test', 'alice@postroom.test']);
});

test('who has a blind copy of what our users send is told to nobody, whatever their program leaves there', async () => {
  const data =
    'Bcc: b@far.test,\r\n c@far.test\r\nSubject: x\r\nBCC: d@far.test\r\nResent-Bcc: e@far.test\r\n\r\nBcc: text\r\n.\r\n';
  const from = 'alice@postroom.test';
  const sent = await send({ port: submission, from, to: ['b@far.test', 'f@far.test'], data });
  assert.doesNotMatch(sent.raw, /[cde]@far\.test/);
  assert.match(sent.raw, /Subject: x\r\n\r\nBcc: text\r\n$/);
  assert.match((await send({ data })).raw, /d@far\.test/);
});

test('a dot behind a bare line feed is one of the message', async () => {
  const body = 'Subject: x\r\n\r\none\n..two\n.three\n\r\n';
  const mail = await send({ data: `${body}.\r\n` });
  assert.ok(mail.raw.endsWith(body));
});

test('what comes before the first field ends no header, and stays', async () => {
  for (const lead of ['From x Thu Jan  1 00:00:00 1970\r\n', '>From x\r\n', '\xef\xbb\xbf', ' blanks\r\n', '\r\n']) {
    const message = `${lead}Subject: seen\r\n\r\nbody\r\n`;
    const { raw } = await send({ data: `${message}.\r\n` });
    assert.ok(raw.endsWith(message), raw);
    const header = raw.slice(0, raw.indexOf('\r\n\r\nbody'));
    assert.match(header, /^Subject: seen$/m, JSON.stringify(lead));
    for (const line of header.split('\r\n')) assert.match(line, /^(?:[!-9;-~]+:|[ \t]+\S)/, JSON.stringify(line));
  }
});

test('results of authentication in our name are taken out, those of others stay', async () => {
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

test('recipients times targets are bounded, and each place is there once', async () => {
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

test('a login that is no longer good sends nothing more', async () => {
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

test('a mailbox that became full since RCPT refuses for now, and no report goes to whom the client named', async () => {
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
