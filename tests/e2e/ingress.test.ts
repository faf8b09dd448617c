import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { putAlias, setStatus } from '@postroom/directory';
import { startPlatform, Wire } from '@postroom/testkit';
import { createTransport } from 'nodemailer';
import { backstage, PASSWORD } from '../support/accounts.ts';

// Mail from other servers and from our users, as a client sees it on the wire, until it is in the mailbox.

const platform = await startPlatform({ services: ['mailbox-store', 'delivery-worker', 'smtp-ingress', 'imap-access'] });
const stage = backstage(platform.settings.databaseUrl);
after(async () => {
  await stage[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});
const alice = await stage.account('alice@a.test');
const bob = await stage.account('bob@a.test');
await stage.account('tiny@a.test', 10);

async function mx(): Promise<Wire> {
  const wire = await Wire.connect({ port: platform.ports.SMTP_PORT });
  await wire.expect(/^220 mail\.postroom\.test ESMTP/);
  return wire;
}

async function greeted(): Promise<Wire> {
  const wire = await mx();
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  return wire;
}

async function send(wire: Wire, recipient: string, message: string): Promise<void> {
  await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250 2\.1\.0/);
  await wire.ask(`RCPT TO:<${recipient}>`, /^250 2\.1\.5/);
  await wire.ask('DATA', /^354/);
  await wire.send(message);
}

test('the port for other servers offers the extensions that we implement and no others', async () => {
  await using wire = await mx();
  await wire.line('EHLO client.test');
  const lines = (await wire.until(/^250 /)).map((line) => line.slice(4));
  for (const name of [
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'DSN',
    'CHUNKING',
    'BINARYMIME',
    'LIMITS RCPTMAX=1000',
    'STARTTLS',
    'SIZE 52428800',
  ]) {
    assert.ok(lines.includes(name), name);
  }
  assert.ok(!lines.some((line) => line.startsWith('AUTH')));
});

test('mail for an account is filed byte for byte behind our trace headers', async () => {
  await using wire = await greeted();
  const message = 'Subject: one\r\nMessage-ID: <one@elsewhere.test>\r\n\r\n..dots\r\n.\r\nend\r\n';
  await send(wire, 'Alice+tag@A.test', `${message.replaceAll('\r\n.', '\r\n..')}.\r\n`);
  await wire.expect(/^250 2\.0\.0 Queued as [0-9a-f-]{36}$/);
  const [raw] = await stage.messages(alice, 1);
  const text = raw?.toString() ?? '';
  assert.match(
    text,
    /^Return-Path: <sender@elsewhere\.test>\r\nReceived: from client\.test \(\[127\.0\.0\.1\]\)\r\n\tby mail\.postroom\.test \(Postroom\) with ESMTP\r\n\tid [0-9a-f-]{36}\r\n\tfor <Alice\+tag@a\.test>;\r\n\t/i,
  );
  assert.ok(text.endsWith(message));
});

test('a binary message is filed and read back octet by octet', async () => {
  const carol = await stage.account('carol@a.test');
  const body = Buffer.concat([
    Buffer.from(Array.from({ length: 256 }, (_, octet) => octet)),
    Buffer.from('\r\n.\r\n\0'),
  ]);
  const header =
    'Subject: binary\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n';
  const message = Buffer.concat([Buffer.from(header), body]);
  await using wire = await greeted();
  await wire.ask('MAIL FROM:<sender@elsewhere.test> BODY=BINARYMIME', /^250 2\.1\.0/);
  await wire.ask('RCPT TO:<carol@a.test>', /^250 2\.1\.5/);
  await wire.send(Buffer.concat([Buffer.from(`BDAT ${message.length} LAST\r\n`), message]));
  await wire.expect(/^250 2\.0\.0 Queued/);
  const [raw] = await stage.messages(carol, 1);
  assert.ok(raw?.subarray(-message.length).equals(message));
  await using imap = await Wire.connect({ port: platform.ports.IMAP_PORT });
  await imap.expect(/^\* OK/);
  await imap.line(`a LOGIN carol@a.test ${JSON.stringify(PASSWORD)}`, 'b SELECT INBOX', 'c FETCH 1 (BODY.PEEK[TEXT])');
  const lines = await imap.until(/^\* 1 FETCH /);
  assert.match(lines.at(-1) ?? '', new RegExp(`\\{${body.length}\\}$`));
  // RFC 3501 9 forbids NUL in a literal, so 0x80 stands for it.
  const read = await imap.readBytes(body.length);
  assert.equal(read.toString('latin1'), body.toString('latin1').replaceAll('\0', '\x80'));
  await imap.line('d SEARCH TEXT binary');
  await imap.until(/^\* SEARCH 1$/);
});

test('unknown users, foreign domains, full and suspended mailboxes are refused at RCPT', async () => {
  await using wire = await greeted();
  await stage.account('gone@a.test');
  await setStatus(stage.pool, 'gone@a.test', 'suspended');
  await wire.ask('MAIL FROM:<>', /^250/);
  await wire.ask('RCPT TO:<nobody@a.test>', /^550 5\.1\.1 /);
  await wire.ask('RCPT TO:<someone@elsewhere.test>', /^550 5\.7\.1 /);
  await wire.ask('RCPT TO:<gone@a.test>', /^450 4\.2\.1 /);
  await wire.ask('RSET', /^250/);
  await wire.ask('MAIL FROM:<> SIZE=100', /^250/);
  await wire.ask('RCPT TO:<tiny@a.test>', /^452 4\.2\.2 /);
  await wire.ask('MAIL FROM:<> SIZE=99999999999', /^(503|552)/);
});

test('an alias reaches each target once, and a catch-all gets mail for unknown names only', async () => {
  await putAlias(stage.pool, 'team@a.test', ['alice@a.test', 'bob@a.test']);
  await using wire = await greeted();
  await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250/);
  for (const to of ['team@a.test', 'bob@a.test']) await wire.ask(`RCPT TO:<${to}>`, /^250/);
  await wire.ask('DATA', /^354/);
  await wire.send('Subject: team\r\n\r\nhello\r\n.\r\n');
  await wire.expect(/^250/);
  await stage.messages(alice, 2);
  assert.equal((await stage.messages(bob, 1)).length, 1);
  await putAlias(stage.pool, '@a.test', ['bob@a.test']);
  await send(wire, 'whoever@a.test', 'Subject: any\r\n\r\n.\r\n');
  await wire.expect(/^250/);
  assert.equal((await stage.messages(bob, 2)).length, 2);
  await stage.pool.query("delete from aliases where address = '@a.test'");
});

test('a mail with too many Received fields is refused as a loop', async () => {
  await using wire = await greeted();
  await send(wire, 'bob@a.test', `${'Received: from x by y; now\r\n'.repeat(51)}\r\n.\r\n`);
  await wire.expect(/^554 5\.4\.6 /);
});

test('only CRLF dot CRLF ends the data: no smuggling by bare line ends', async () => {
  const before = (await stage.messages(bob, 0)).length;
  for (const end of ['\n.\n', '\n.\r\n', '\r.\r', '\r\n.\n', '\r\n.\r']) {
    await using wire = await greeted();
    await send(wire, 'bob@a.test', `Subject: smuggle\r\n\r\nbody${end}MAIL FROM:<x@x.test>\r\nRSET\r\n`);
    await wire.send('\r\n.\r\n');
    await wire.expect(/^250 2\.0\.0 Queued/);
    assert.equal(wire.unread, '', `answered to a command after ${JSON.stringify(end)}`);
  }
  const messages = await stage.messages(bob, before + 5);
  for (const message of messages.slice(before)) assert.match(message.toString(), /MAIL FROM:<x@x\.test>/);
});

test('a session typed by hand works: any case, bare LF, one character at a time', async () => {
  await using wire = await mx();
  await wire.send('helo me\nmail from:<a@b.test>\nrcpt to:<bob@a.test>\nnoop\nquit\n', 1);
  for (const code of [250, 250, 250, 250, 221]) await wire.expect(new RegExp(`^${code} `));
  await wire.closed();
});

test('commands out of order, nonsense, NUL and 8-bit get errors, and the session goes on', async () => {
  await using wire = await greeted();
  await wire.ask('DATA', /^503 /);
  await wire.ask('RCPT TO:<bob@a.test>', /^503 /);
  await wire.ask('MAIL FROM:bob', /^501 /);
  await wire.ask('MAIL FROM:<a\0b@c.test>', /^501 /);
  await wire.ask('FLY me', /^500 /);
  await wire.ask('\0\xff\xfe', /^500 /);
  await wire.ask('NOOP', /^250 /);
});

test('an endless command line ends the session and not the service', async () => {
  await using wire = await mx();
  await wire.send('A'.repeat(200_000));
  await wire.expect(/^421 /);
  await wire.closed();
  await using next = await greeted();
  await next.ask('NOOP', /^250 /);
});

test('commands pipelined behind STARTTLS before the handshake are discarded', async () => {
  await using wire = await greeted();
  await wire.send('STARTTLS\r\nMAIL FROM:<injected@x.test>\r\n');
  await wire.expect(/^220 /);
  await wire.upgrade();
  await wire.line('EHLO client.test');
  assert.match((await wire.until(/^250 /))[0] ?? '', /^250-mail/);
  await wire.ask('RCPT TO:<bob@a.test>', /^503 /);
});

test('a message over the size limit is refused when announced and when sent', async () => {
  const small = await startPlatform({
    services: ['smtp-ingress'],
    databaseUrl: platform.settings.databaseUrl,
    redisUrl: platform.settings.redisUrl,
    env: { MAX_MESSAGE_BYTES: '100000', MAX_HEADER_BYTES: '65536' },
  });
  await using _small = small;
  await using wire = await Wire.connect({ port: small.ports.SMTP_PORT });
  await wire.expect(/^220/);
  await wire.ask('HELO x', /^250/);
  await wire.ask('MAIL FROM:<> SIZE=100001', /^552 5\.3\.4 /);
  await wire.ask('MAIL FROM:<>', /^250/);
  await wire.ask('RCPT TO:<bob@a.test>', /^250/);
  await wire.ask('DATA', /^354/);
  await wire.send(`Subject: big\r\n\r\n${'x'.repeat(98)}\r\n`.padEnd(120_000, 'x\r\n'));
  await wire.send('\r\n.\r\n');
  await wire.expect(/^552 5\.3\.4 /);
  await wire.ask('MAIL FROM:<>', /^250/);
  await wire.ask('RCPT TO:<bob@a.test>', /^250/);
  await wire.ask('DATA', /^354/);
  await wire.send(`X-Long: ${'y\r\n '.repeat(20_000)}\r\n\r\n.\r\n`);
  await wire.expect(/^552 5\.3\.4 /);
});

test('one address cannot use up all connections', async () => {
  const limited = await startPlatform({
    services: ['smtp-ingress'],
    databaseUrl: platform.settings.databaseUrl,
    redisUrl: platform.settings.redisUrl,
    env: { MAX_CONNECTIONS_PER_ADDRESS: '3' },
  });
  await using _limited = limited;
  const open = await Promise.all([1, 2, 3].map(() => Wire.connect({ port: limited.ports.SMTP_PORT })));
  for (const wire of open) await wire.expect(/^220/);
  await using refused = await Wire.connect({ port: limited.ports.SMTP_PORT });
  await refused.expect(/^421 4\.7\.0 /);
  await refused.closed();
  for (const wire of open) await wire[Symbol.asyncDispose]();
});

test('a silent client is disconnected', async () => {
  const impatient = await startPlatform({
    services: ['smtp-ingress'],
    databaseUrl: platform.settings.databaseUrl,
    redisUrl: platform.settings.redisUrl,
    env: { SMTP_IDLE_SECONDS: '10' },
  });
  await using _impatient = impatient;
  await using wire = await Wire.connect({ port: impatient.ports.SMTP_PORT });
  await wire.expect(/^220/);
  assert.match(await wire.readLine(15_000), /^421 /);
  await wire.closed();
});

test('our users log in over TLS or from this machine, and send as themselves only', async () => {
  const transport = createTransport({
    host: '127.0.0.1',
    port: platform.ports.SUBMISSION_PORT,
    requireTLS: true,
    auth: { user: 'alice@a.test', pass: PASSWORD },
    tls: { rejectUnauthorized: false },
  });
  const before = (await stage.messages(bob, 0)).length;
  await transport.sendMail({ from: 'alice@a.test', to: 'bob@a.test', subject: 'hi', text: 'hello' });
  const raw = (await stage.messages(bob, before + 1)).at(-1)?.toString() ?? '';
  assert.match(raw, /with ESMTPSA\r\n/);
  await assert.rejects(
    transport.sendMail({ from: 'bob@a.test', to: 'bob@a.test', subject: 'forged', text: '' }),
    /550 5\.7\.1/,
  );
  transport.close();
});

test('wrong passwords are refused, sending needs a login, and AUTH is not offered to other servers', async () => {
  await using wire = await Wire.connect({ port: platform.ports.SUBMISSIONS_PORT, tls: true });
  await wire.expect(/^220/);
  await wire.line('EHLO me');
  assert.ok((await wire.until(/^250 /)).some((line) => /AUTH PLAIN LOGIN/.test(line)));
  await wire.ask('MAIL FROM:<alice@a.test>', /^530 5\.7\.0 /);
  const token = Buffer.from('\0alice@a.test\0wrong').toString('base64');
  await wire.ask(`AUTH PLAIN ${token}`, /^535 5\.7\.8 /);
  await wire.ask('AUTH LOGIN', /^334 VXNlcm5hbWU6/);
  await wire.ask('*', /^501 /);
  await using server = await greeted();
  await server.ask(`AUTH PLAIN ${token}`, /^50[02] /);
});

test('a submitted message gets a Date and a Message-ID where they are missing or empty', async () => {
  await using wire = await Wire.connect({ port: platform.ports.SUBMISSION_PORT });
  await wire.expect(/^220/);
  await wire.line('EHLO me');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0alice@a.test\0${PASSWORD}`).toString('base64')}`, /^235 2\.7\.0 /);
  const before = (await stage.messages(bob, 0)).length;
  for (const [round, lacking] of ['', 'Message-Id:\r\nDate: \r\n\t\r\n'].entries()) {
    await wire.ask('MAIL FROM:<alice@a.test>', /^250/);
    await wire.ask('RCPT TO:<bob@a.test>', /^250/);
    await wire.ask('DATA', /^354/);
    await wire.send(`${lacking}Subject: bare\r\n\r\nhi\r\n.\r\n`);
    await wire.expect(/^250/);
    const raw = (await stage.messages(bob, before + 1 + round)).at(-1)?.toString() ?? '';
    const [date, messageId, ...more] = raw.split('\r\n').filter((line) => /^(?:date|message-id):/i.test(line));
    assert.match(date ?? '', /^Date: \w{3}, /);
    assert.match(messageId ?? '', /^Message-ID: <[0-9a-f-]{36}@mail\.postroom\.test>$/);
    assert.deepEqual(more, []);
  }
});

test('a 400 kB From header and a body of 20,000 parts are accepted without blocking other clients', async () => {
  await using wire = await greeted();
  const before = (await stage.messages(alice, 0)).length;
  const from = `From: ${'"a" <b@c.test>,\r\n '.repeat(22_000)}x@y.test\r\n`;
  const parts = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(20_000)}--b--\r\n`;
  await send(wire, 'alice@a.test', `${from}${parts}.\r\n`);
  await wire.expect(/^250/);
  const raw = (await stage.messages(alice, before + 1)).at(-1) as Buffer;
  assert.ok(raw.toString().endsWith(from + parts));
});
