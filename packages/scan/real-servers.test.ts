import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CLAMD_MAX, EICAR, findProgram, gtube, testClamd, testRspamd } from '@postroom/testkit';
import type { ScannedMessage } from './message.ts';
import { createScanners } from './scanners.ts';
import { envelopeOf, messageOf } from './testing.ts';

// The same clients with real servers.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const clamd = stack.use(await testClamd());
const rspamd = stack.use(await testRspamd());
const withClamd = { skip: clamd ? false : 'there is no clamd here' };
const withRspamd = { skip: rspamd ? false : 'there is no rspamd here' };

const never = new AbortController().signal;
const scanners = createScanners({
  rspamd: rspamd && { url: rspamd.url, password: '' },
  clamd: clamd && { host: '127.0.0.1', port: clamd.port },
  withinMs: 20_000,
  maxBytes: 1e9,
  concurrency: 4,
});
const scan = (message: ScannedMessage, envelope = envelopeOf()) =>
  scanners.scan({ spam: message, virus: message }, envelope, never);

async function virusIn(message: ScannedMessage): Promise<string | null> {
  const { virus } = await scan(message);
  assert.ok(virus?.result === 'answered', JSON.stringify(virus));
  return virus.verdict.virus;
}

async function verdictOn(text: string, envelope = envelopeOf()) {
  const { spam } = await scan(messageOf(text), envelope);
  assert.ok(spam?.result === 'answered', JSON.stringify(spam));
  return spam.verdict;
}

const mail = (body: string, header = ''): string =>
  `${header}From: a@b.test\r\nTo: c@d.test\r\nSubject: hi\r\nMessage-ID: <1@b.test>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\n${body}\r\n`;

test('clamd finds its test virus, however the message is split and behind much other data', withClamd, async () => {
  assert.equal(await virusIn(messageOf(mail('hello'))), null);
  assert.match((await virusIn(messageOf(EICAR))) ?? '', /^Test\.Eicar/);
  for (const piece of [1, 7, 512, 100_000]) {
    assert.match((await virusIn(messageOf(EICAR, piece))) ?? '', /^Test\.Eicar/, `pieces of ${piece}`);
  }
  assert.match((await virusIn(messageOf(`${'x'.repeat(3_000_000)}${EICAR}`, 1_000_000))) ?? '', /^Test\.Eicar/);
});

test('a message over the limit of clamd is skipped', withClamd, async () => {
  const { virus } = await scan(messageOf(Buffer.alloc(CLAMD_MAX * 4, 'x'), 1_000_000));
  // The reply is lost when the connection is reset before it was read.
  if (virus?.result === 'failed') assert.match(virus.reason, /closed the connection/);
  else assert.equal(virus?.result, 'skipped', JSON.stringify(virus));
});

test('clamd scans many messages at once', withClamd, async () => {
  const texts = Array.from({ length: 40 }, (_, n) => (n % 2 ? EICAR : mail(`number ${n}`)));
  const found = await Promise.all(texts.map((text) => virusIn(messageOf(text))));
  assert.deepEqual(
    found.map((virus) => virus !== null),
    texts.map((text) => text === EICAR),
  );
});

test('rspamd refuses and marks its test patterns', withRspamd, async () => {
  assert.equal((await verdictOn(mail('hello'))).decision, 'accept');
  const refused = await verdictOn(mail(gtube('X')));
  assert.deepEqual([refused.decision, refused.action, refused.reply], ['refuse', 'reject', 'Gtube pattern']);
  assert.ok(refused.score >= refused.required);
  assert.equal((await verdictOn(mail(gtube('Y')))).action, 'add header');
  assert.equal((await verdictOn(mail(gtube('Z')))).action, 'rewrite subject');
});

test('a soft reject of rspamd defers the mail', withRspamd, async () => {
  const verdict = await verdictOn(mail('x').replace('Subject: hi', 'Subject: please soft reject'));
  assert.deepEqual([verdict.decision, verdict.reply], ['defer', 'as you asked']);
});

test('rspamd gets the envelope, and its header changes are returned', withRspamd, async () => {
  const envelope = envelopeOf({
    reversePath: 'sender@elsewhere.test',
    recipients: ['alice@a.test', 'bob@a.test'],
    user: 'alice@a.test',
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  });
  const { headers } = await verdictOn(mail('hello'), envelope);
  assert.equal(
    headers.add.find(({ name }) => name === 'X-Seen')?.value,
    `user=alice@a.test helo=client.test ip=192.0.2.1 from=sender@elsewhere.test rcpt=2 tls=yes qid=${envelope.id} size=${mail('hello').length}`,
  );
  assert.ok(headers.remove.some(({ name, index }) => name === 'x-remove' && index === 0));
  assert.equal(
    headers.add.some(({ name }) => name === 'X-Spamd-Bar'),
    false,
    'not on what our users send',
  );
  const { headers: ofStrangers } = await verdictOn(mail('hello'));
  assert.equal(
    ofStrangers.add.some(({ name }) => name === 'X-Spamd-Bar'),
    true,
  );
});

test(
  'rspamd accepts the null reverse-path, UTF-8, IPv6, a thousand recipients and a missing header',
  withRspamd,
  async () => {
    const recipients = Array.from({ length: 1000 }, (_, n) => `${'u'.repeat(64)}${n}@${'d'.repeat(60)}.test`);
    const { headers } = await verdictOn(
      mail('x'),
      envelopeOf({ reversePath: '', clientAddress: '2001:db8::1', recipients }),
    );
    assert.match(headers.add.find(({ name }) => name === 'X-Seen')?.value ?? '', /ip=2001:db8::1 from= rcpt=\d{3}/);
    await verdictOn(mail('x'), envelopeOf({ reversePath: 'sénder@élsewhere.test', clientName: 'ü\r\n' }));
    for (const text of ['\r\n', '\r\nbody', '\0\xff\n']) assert.equal((await verdictOn(text)).decision, 'accept');
  },
);

test('the controller of rspamd requires its password', withRspamd, async () => {
  const ask = async (password: string) => {
    const url = rspamd?.controllerUrl ?? '';
    const options = { clamd: null, withinMs: 20_000, maxBytes: 1e9, concurrency: 1 };
    const one = createScanners({ rspamd: { url, password }, ...options });
    const message = messageOf(mail('hello'));
    return (await one.scan({ spam: message, virus: message }, envelopeOf(), never)).spam;
  };
  assert.equal((await ask('secret'))?.result, 'answered');
  const refused = await ask('wrong');
  assert.ok(refused?.result === 'failed' && /status 401/.test(refused.reason), JSON.stringify(refused));
});

test('rspamd scans a large message to its end', withRspamd, async () => {
  const text = mail('x'.repeat(70).concat('\r\n').repeat(50_000));
  const { headers } = await verdictOn(text);
  assert.match(headers.add.find(({ name }) => name === 'X-Seen')?.value ?? '', new RegExp(`size=${text.length}$`));
});

test('a missing program is reported', () => {
  assert.deepEqual(findProgram('no-such-program'), { skip: 'there is no no-such-program here' });
});
