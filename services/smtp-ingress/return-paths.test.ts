import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createRecipients } from '@postroom/intake';
import { ReturnPaths } from '@postroom/sender-auth/srs';
import { Wire } from '@postroom/testkit';
import { keepForwardedSender } from '@postroom/transit';
import { PASSWORD, putAlias, startSmtp } from './testing.ts';

const paths = new ReturnPaths(['a secret of these tests, and long enough']);
const smtp = await startSmtp();
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('bob@postroom.test');
await putAlias(smtp.pool, '@postroom.test', ['bob@postroom.test']);
const recipients = createRecipients(smtp.pool, { postmaster: '', hostname: 'mail.postroom.test', returnPaths: paths });
const port = await smtp.listen('mx', { services: { recipients } });

const address = (day = 0) =>
  paths.rewritten('Alice@example.org', 'postroom.test', new Date(Date.now() - day * 24 * 3600 * 1000))?.address ?? '';

/** Returns the reply to RCPT. */
async function ask(to: string, reversePath = '', at = port): Promise<string> {
  await using wire = await Wire.connect({ port: at });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`MAIL FROM:<${reversePath}>`, /^250 /);
  await wire.line(`RCPT TO:<${to}>`);
  return await wire.readLine();
}

test('a report to a rewritten reverse-path goes to the original sender with a null reverse-path', async () => {
  await using wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask('MAIL FROM:<>', /^250 /);
  await wire.ask(`RCPT TO:<${address().toLowerCase()}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send('From: MAILER-DAEMON@elsewhere.example\r\nSubject: undelivered\r\n\r\nsorry\r\n');
  await wire.ask('.', /^250 /);
  const mail = (await smtp.accepted()).at(-1);
  assert.deepEqual([mail?.reversePath, mail?.recipients], ['', ['alice@example.org']]);
  const { rows } = await smtp.pool.query('select destination, account_id, original_recipient from deliveries');
  assert.deepEqual(rows, [
    { destination: 'example.org', account_id: null, original_recipient: address().toLowerCase() },
  ]);
});

test('a report to a short form finds the long address that was kept, and is refused once that is gone', async () => {
  const long = `${'a'.repeat(60)}@example.org`;
  const { address: short = '', keep } = paths.rewritten(long, 'postroom.test', new Date()) ?? {};
  assert.match(await ask(short), /^550 5\.1\.1 This return address is not ours, or has expired/);
  assert.ok(keep && (await keepForwardedSender(smtp.pool, keep.key, long)));
  await using wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask('MAIL FROM:<>', /^250 /);
  await wire.ask(`RCPT TO:<${short.toLowerCase()}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.ask('Subject: undelivered\r\n\r\nsorry\r\n.', /^250 /);
  assert.deepEqual((await smtp.accepted()).at(-1)?.recipients, [long]);
  assert.match(await ask(short, 'eve@elsewhere.example'), /^550 5\.7\.1 This address accepts reports only/);
});

test('forged and expired rewritten addresses are refused, even if the domain has a catch-all', async () => {
  assert.match(await ask(address(21)), /^250 /);
  assert.match(await ask(address(22)), /^550 5\.1\.1 This return address is not ours, or has expired/);
  assert.match(await ask(address().replace('Alice', 'Alicia')), /^550 5\.1\.1 /);
  assert.match(await ask('SRS0=AAAAAA=AA=victim.example=somebody@postroom.test'), /^550 5\.1\.1 /);
  assert.match(await ask('SRS1=AAAAAA=victim.example==x@postroom.test'), /^550 5\.1\.1 /);
  assert.match(await ask('anybody@postroom.test'), /^250 /);
});

test('a rewritten address accepts reports only, so nobody can relay through it', async () => {
  assert.match(await ask(address(), 'eve@elsewhere.example'), /^550 5\.7\.1 This address accepts reports only/);
});

test('rewritten addresses of other forwarders are relayed to like any others', async () => {
  const submission = await smtp.listen('submission', { services: { recipients } });
  await using wire = await Wire.connect({ port: submission });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask('STARTTLS', /^220 /);
  await wire.upgrade();
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  await wire.ask(`AUTH PLAIN ${Buffer.from(`\0bob@postroom.test\0${PASSWORD}`).toString('base64')}`, /^235 /);
  await wire.ask('MAIL FROM:<bob@postroom.test>', /^250 /);
  await wire.ask('RCPT TO:<SRS0=AAAAAA=AA=victim.example=x@elsewhere.example>', /^250 /);
  assert.match(await ask('SRS0=AAAAAA=AA=victim.example=x@elsewhere.example'), /^550 5\.7\.1 Relaying denied/);
});
