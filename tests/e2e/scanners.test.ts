import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { EICAR, gtube, startPlatform, testClamd, testRspamd, Wire } from '@postroom/testkit';
import { traceMail } from '@postroom/transit';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { startCollector } from '../support/collector.ts';
import { isSigned } from '../support/dkim.ts';
import { eventually } from '../support/eventually.ts';
import { openFixture } from '../support/fixture.ts';
import { nodemailer } from '../support/mail-programs.ts';
import { sumOf } from '../support/metrics.ts';

// Mail through the real rspamd and the real clamd, and through ones that die, hang and lie.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const clamd = stack.use(await testClamd());
const rspamd = stack.use(await testRspamd());
const missing = [...(rspamd ? [] : ['rspamd']), ...(clamd ? [] : ['clamd'])];
const skip = missing.length > 0 ? `there is no ${missing.join(' and no ')} here` : false;

const collector = stack.use(await startCollector());
const fixture = stack.use(
  await openFixture({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    env: {
      RSPAMD_URL: rspamd?.url ?? '',
      CLAMD_ADDRESS: clamd ? `127.0.0.1:${clamd.port}` : '',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  }),
);
const { platform, stage } = fixture;
const alice = await stage.account('alice@a.test');
const bob = await stage.account('bob@a.test');

interface Sent {
  reply: string;
  /** The id of the message, if it was accepted. */
  id: string;
}

async function send(text: string, { port = platform.ports.SMTP_PORT, to = 'alice@a.test' } = {}): Promise<Sent> {
  await using wire = await Wire.connect({ port, timeout: 30_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250/);
  await wire.ask(`RCPT TO:<${to}>`, /^250/);
  await wire.ask('DATA', /^354/);
  await wire.send(`${text.replace(/^\./gm, '..')}\r\n.\r\n`);
  const reply = await wire.readLine();
  // The session goes on, whatever happened to the message.
  await wire.ask('NOOP', /^250/);
  return { reply, id: /Queued as ([0-9a-f-]{36})/.exec(reply)?.[1] ?? '' };
}

const mail = (body: string, header = ''): string =>
  `${header}From: sender@elsewhere.test\r\nTo: alice@a.test\r\nSubject: hello\r\nMessage-ID: <1@elsewhere.test>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\n${body}`;

async function metrics(of = platform): Promise<string> {
  const { spec } = of.fleet.process('smtp-ingress');
  return (await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`)).text();
}

let inInbox = 0;
/** Waits for alice's next message and returns it. */
async function newest(): Promise<string> {
  return (await stage.messages(alice, ++inInbox)).at(-1)?.toString('latin1') ?? '';
}

test('clean mail gets our X-Spam-Status in front, and a forged one of its sender is removed', { skip }, async () => {
  const pretence = 'X-Spam-Status: No, score=-100\r\nX-Spam-Flag:\r\n NO\r\nX-Remove: x\r\nX-Kept: y\r\n';
  const { reply, id } = await send(mail('hello', pretence));
  assert.match(reply, /^250 2\.0\.0 /);
  const text = await newest();
  assert.match(text, /^Return-Path: .*\r\nReceived: (?:.*\r\n\t)+.*\r\nX-Spam-Status: No, score=-?\d+\.\d\d\r\nX-S/);
  assert.match(text, new RegExp(`X-Seen: user= helo=client\\.test ip=127\\.0\\.0\\.1 .*rcpt=1 tls=no qid=${id}`));
  assert.equal(text.match(/^X-Spam/gim)?.length, 2, 'X-Spam-Status and X-Spamd-Bar');
  assert.doesNotMatch(text, /X-Remove/);
  assert.ok(text.endsWith(`\r\nX-Kept: y\r\n${mail('hello')}\r\n`));
});

test('spam is refused with the text of rspamd and filed nowhere', { skip }, async () => {
  assert.match((await send(mail(gtube('X')))).reply, /^550 5\.7\.1 Gtube pattern$/);
  assert.match((await send(mail('x').replace('hello', 'please soft reject'))).reply, /^451 4\.7\.1 as you asked$/);
  const { rows } = await stage.pool.query('select count(*)::int as n from accepted_mails');
  assert.equal(rows[0]?.n, inInbox);
});

test('mail marked as spam is filed in the \\Junk mailbox, whatever its name, or in INBOX if there is none', {
  skip,
}, async () => {
  await stage.pool.query(`update mailboxes set name = 'Rubbish' where account_id = $1 and name = 'Junk'`, [alice]);
  const { id } = await send(mail(gtube('Y')));
  const [raw] = await stage.messages(alice, 1, 'Rubbish');
  assert.match(raw?.toString() ?? '', /\r\nX-Spam-Flag: YES\r\nX-Spam-Status: Yes, score=6\.00\r\n/);
  const { rows } = await stage.pool.query(
    'select keywords from mailbox_entries where account_id = $1 order by modseq desc',
    [alice],
  );
  assert.deepEqual(rows[0]?.keywords, ['$Junk']);
  const [trace] = await traceMail(stage.pool, id, 1);
  const steps = trace?.steps.map(({ kind, detail }) => [kind, detail.scanner, detail.result, detail.action]);
  // The results of our own checks stand beside those of the scanners.
  assert.deepEqual(steps?.slice(0, 4).sort(), [
    ['accepted', undefined, undefined, undefined],
    ['scanned', 'clamd', 'clean', undefined],
    ['scanned', 'policy', 'accept', undefined],
    ['scanned', 'rspamd', 'spam', 'add header'],
  ]);
  const span = await eventually('the span', async () =>
    collector.spans.find(({ name, traceId }) => name === 'scan' && traceId === trace?.traceId),
  );
  assert.equal(span.attributes['postroom.scan.rspamd.result'], 'spam');
  assert.equal(span.attributes['postroom.scan.rspamd.score'], 6);
  assert.equal(span.attributes['postroom.scan.clamd.result'], 'clean');
  await stage.pool.query('update mailboxes set special_use = null where account_id = $1', [bob]);
  await send(mail(gtube('Z')), { to: 'bob@a.test' });
  assert.equal((await stage.messages(bob, 1)).length, 1);
});

test('a virus is refused by name: in plain text, in an attachment, and behind a misleading header', {
  skip,
}, async () => {
  const attachment = (header: string): string =>
    `${header}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(EICAR).toString('base64')}\r\n--b--`;
  const odd = attachment('x-odd: y\r\n').replaceAll('Content-', 'content-');
  const large = attachment('From: x@x.test\r\n').replace(
    '--b--',
    `--b\r\n\r\n${'x'.repeat(70).concat('\r\n').repeat(20_000)}--b--`,
  );
  for (const text of [EICAR, mail(EICAR), attachment('From: x@x.test\r\n'), odd, large]) {
    assert.match((await send(text)).reply, /^550 5\.7\.1 Message refused: virus Test\.Eicar/);
  }
});

test('mail of our users is scanned as submitted mail and gets no spam headers', { skip }, async () => {
  using transport = nodemailer(fixture, 'alice@a.test');
  const text = `${gtube('Y')}\n`;
  await transport.sendMail({ from: 'alice@a.test', to: 'bob@a.test', subject: 'mine', text });
  const raw = (await stage.messages(bob, 2)).at(-1)?.toString() ?? '';
  assert.match(raw, /^Return-Path: <alice@a\.test>\r\nReceived: /);
  assert.doesNotMatch(raw, /X-Spam/);
  await transport.sendMail({ from: 'alice@a.test', to: 'bob@a.test', subject: 'mine', text: 'hello' });
  const second = (await stage.messages(bob, 3)).at(-1)?.toString() ?? '';
  assert.match(second, /X-Seen: user=alice@a\.test .* tls=yes/);
  const spam = transport.sendMail({ from: 'alice@a.test', to: 'bob@a.test', subject: 'x', text: gtube('X') });
  await assert.rejects(spam, { responseCode: 550 });
});

test('rspamd signs mail of our users, and the signature is valid for the stored message', { skip }, async () => {
  const data = `From: alice@a.test\r\nTo: bob@a.test\r\nSubject: two  spaces\r\nX-Remove: x\r\n\r\n.dots\r\n\r\n\r\n`;
  await using wire = await Wire.connect({ port: platform.ports.SUBMISSIONS_PORT, tls: true });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0alice@a.test\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.ask('MAIL FROM:<alice@a.test>', /^250/);
  await wire.ask('RCPT TO:<bob@a.test>', /^250/);
  await wire.ask('DATA', /^354/);
  await wire.send(`${data.replace('.dots', '..dots')}.\r\n`);
  await wire.expect(/^250 /);
  const raw = (await stage.messages(bob, 4)).at(-1)?.toString('latin1') ?? '';
  // The signature also covers Date and Message-ID, which we added.
  assert.match(raw, /^Message-ID: <[0-9a-f-]{36}@mail\.postroom\.test>\r$/m);
  assert.match(raw, /^DKIM-Signature: (?:.*\r\n\t?)+.*h=[^;]*date:[^;]*message-id/m);
  const key = rspamd?.dkimPublicKey ?? '';
  assert.ok(isSigned(raw, key));
  assert.ok(!isSigned(raw.replace('two  spaces', 'three'), key));
});

test('scans are counted in metrics and refusals are logged', { skip }, async () => {
  const text = await metrics();
  for (const [scanner, result] of [
    ['rspamd', 'clean'],
    ['rspamd', 'spam'],
    ['rspamd', 'refused'],
    ['rspamd', 'deferred'],
    ['clamd', 'clean'],
    ['clamd', 'virus'],
  ]) {
    const labels = `scanner="${scanner}",result="${result}"`;
    assert.ok(sumOf(text, 'postroom_scans_total', labels) > 0, labels);
  }
  assert.ok(sumOf(text, 'postroom_scan_seconds_count', 'scanner="clamd"') > 5);
  const lines = platform.log.filter((line) => line.includes('"msg":"refused"'));
  assert.ok(lines.some((line) => line.includes('"reason":"Test.Eicar')));
  assert.ok(lines.every((line) => /"mail":"[0-9a-f-]{36}"/.test(line)));
});

/** Starts another smtp-ingress of the same platform. */
async function ingress(env: Record<string, string>) {
  return stack.use(
    await startPlatform({
      services: ['smtp-ingress'],
      databaseUrl: platform.settings.databaseUrl,
      redisUrl: platform.settings.redisUrl,
      env: { REDIS_PREFIX: platform.env.REDIS_PREFIX, ...env },
    }),
  );
}

/** Starts a server that handles connections as `serve` says. */
async function standIn(serve: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const trouble: Readonly<Record<string, (socket: Socket) => void>> = {
  'closes at once': (socket) => socket.destroy(),
  'dies in the middle of a message': (socket) => socket.once('data', () => socket.resetAndDestroy()),
  'never answers': (socket) => socket.resume(),
  'reads nothing': (socket) => socket.pause(),
  'speaks nonsense': (socket) => socket.once('data', () => socket.end('\0\xff 220 hello\r\n250 stream: OK\0')),
};

for (const [what, serve] of Object.entries(trouble)) {
  test(`a scanner that ${what}: mail is accepted once, or deferred where configured`, async () => {
    const address = await standIn(serve);
    const asked = { RSPAMD_URL: `http://${address}`, CLAMD_ADDRESS: address, SCAN_SECONDS: '1' };
    await using lenient = await ingress(asked);
    await using strict = await ingress({ ...asked, SCAN_FAILURE: 'defer' });
    const large = mail('x'.repeat(70).concat('\r\n').repeat(20_000));
    const before = (await stage.messages(bob, 0)).length;
    for (const text of [mail(what), large]) {
      const [accepted, deferred] = await Promise.all([
        send(text, { port: lenient.ports.SMTP_PORT, to: 'bob@a.test' }),
        send(text, { port: strict.ports.SMTP_PORT, to: 'bob@a.test' }),
      ]);
      assert.match(accepted.reply, /^250 2\.0\.0 /);
      assert.match(deferred.reply, /^451 4\.7\.1 /);
    }
    const raw = (await stage.messages(bob, before + 2)).slice(before).map(String);
    assert.equal(raw.length, 2);
    for (const text of raw) assert.doesNotMatch(text, /X-Spam/);
    assert.equal(sumOf(await metrics(lenient), 'postroom_scans_total', 'result="failed"'), 4);
    assert.ok(lenient.log.some((line) => line.includes('a scanner did not answer')));
  });
}

test('mail with a 250 is filed once although the scanners are killed while mail flows', { skip }, async () => {
  const before = (await stage.messages(bob, 0)).length;
  const replies: string[] = [];
  const flow = async (): Promise<void> => {
    for (let n = 0; n < 15; n++) replies.push((await send(mail(`flow ${n}`), { to: 'bob@a.test' })).reply);
  };
  const flows = [flow(), flow(), flow()];
  await eventually('mail flows', async () => replies.length > 5);
  clamd?.process.kill();
  await eventually('mail flows on', async () => replies.length > 15);
  rspamd?.kill();
  await Promise.all(flows);
  for (const reply of replies) assert.match(reply, /^250 /);
  assert.equal((await stage.messages(bob, before + replies.length)).length, before + replies.length);
  await Promise.all([clamd?.process.start(), rspamd?.process.start()]);
  assert.match((await send(EICAR)).reply, /^550 5\.7\.1 Message refused: virus/);
});

test('mail of a client that disconnects during the scan is not accepted', async () => {
  const scanning = Promise.withResolvers<void>();
  const hungUp = Promise.withResolvers<void>();
  const address = await standIn((socket) => {
    socket.once('data', () => scanning.resolve());
    socket.resume();
    socket.on('close', () => hungUp.resolve());
  });
  await using slow = await ingress({ CLAMD_ADDRESS: address, SCAN_SECONDS: '60' });
  const before = (await stage.messages(bob, 0)).length;
  {
    await using wire = await Wire.connect({ port: slow.ports.SMTP_PORT });
    await wire.expect(/^220 /);
    await wire.ask('HELO client.test', /^250/);
    await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250/);
    await wire.ask('RCPT TO:<bob@a.test>', /^250/);
    await wire.ask('DATA', /^354/);
    await wire.send(`${mail('impatient')}\r\n.\r\n`);
    await scanning.promise;
  }
  await hungUp.promise;
  await eventually(
    'the refusal',
    async () => sumOf(await metrics(slow), 'postroom_smtp_rejected_total', '4.4.2') === 1,
  );
  assert.equal((await stage.messages(bob, 0)).length, before);
});

test('mail over SCAN_MAX_BYTES is accepted unscanned, and SPAM_MAILBOX=inbox leaves spam in INBOX', {
  skip,
}, async () => {
  await using other = await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    env: {
      RSPAMD_URL: rspamd?.url ?? '',
      CLAMD_ADDRESS: `127.0.0.1:${clamd?.port}`,
      SCAN_MAX_BYTES: '65536',
      SPAM_MAILBOX: 'inbox',
    },
  });
  await using otherStage = backstage(other.settings.databaseUrl);
  const carol = await otherStage.account('carol@a.test');
  const to = { port: other.ports.SMTP_PORT, to: 'carol@a.test' };
  assert.match((await send(mail(`${EICAR}${'x'.repeat(70).concat('\r\n').repeat(1000)}`), to)).reply, /^250/);
  assert.match((await send(mail(gtube('Y')), to)).reply, /^250/);
  assert.equal((await otherStage.messages(carol, 2)).length, 2);
  assert.equal(sumOf(await metrics(other), 'postroom_scans_total', 'result="skipped"'), 2);
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
