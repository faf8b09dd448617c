import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// RFC 6710: priorities of messages.

const smtp = await startSmtp({ mtPriorityMax: 2 });
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
const LOGIN = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');
const submission = await smtp.listen('submission');
const trusting = await smtp.listen('mx', { settings: { mtPriorityFrom: AddressRanges.parse('127.0.0.1') } });
const mx = await smtp.listen('mx');

async function greeted(port: number): Promise<{ wire: Wire; offered: string }> {
  const wire = await Wire.connect({ port });
  await wire.expect(/^220 /);
  if (port === submission) {
    await wire.ask('HELO client.test', /^250 /);
    await wire.ask(`AUTH PLAIN ${LOGIN}`, /^235 /);
  }
  await wire.line('EHLO client.test');
  return { wire, offered: (await wire.until(/^250 /)).join('\n') };
}

/** Sends a message; returns the final reply and how the message was stored. */
async function send(wire: Wire, priority: number) {
  await wire.ask(`MAIL FROM:<alice@postroom.test> MT-PRIORITY=${priority}`, /^250 2\.1\.0 /);
  await wire.ask('RCPT TO:<alice@postroom.test>', /^250 /);
  await wire.line('BDAT 14 LAST', 'Subject: x', '');
  const reply = await wire.readLine();
  const raw = (await smtp.accepted()).at(-1)?.raw ?? '';
  const { rows } = await smtp.pool.query('select precedence from deliveries order by mail_id desc limit 1');
  return { reply, precedence: rows[0]?.precedence, written: /\r\n\tPRIORITY (\S+);/.exec(raw)?.[1] };
}

test('users may choose any low MT-PRIORITY and high ones up to the limit; the reply names the value used', async () => {
  const { wire, offered } = await greeted(submission);
  await using _ = wire;
  assert.match(offered, /^250-MT-PRIORITY$/m);
  const urgent = await send(wire, 9);
  assert.match(urgent.reply, /^250 2\.3\.6 2 /);
  assert.deepEqual([urgent.precedence, urgent.written], [-2, '2']);
  const late = await send(wire, -9);
  assert.match(late.reply, /^250 2\.0\.0 /);
  assert.deepEqual([late.precedence, late.written], [9, '-9']);
  const usual = await send(wire, 0);
  assert.match(usual.reply, /^250 2\.0\.0 /);
  assert.deepEqual([usual.precedence, usual.written], [0, undefined]);
});

test('MT-PRIORITY is accepted from servers that the operator trusts and refused from others', async () => {
  const trusted = await greeted(trusting);
  await using _ = trusted.wire;
  assert.match(trusted.offered, /^250-MT-PRIORITY$/m);
  await trusted.wire.ask('MAIL FROM:<a@x.test> MT-PRIORITY=10', /^501 5\.5\.4 /);
  const { reply, precedence } = await send(trusted.wire, 9);
  assert.match(reply, /^250 2\.0\.0 /);
  assert.equal(precedence, -9);
  const stranger = await greeted(mx);
  await using _stranger = stranger.wire;
  assert.doesNotMatch(stranger.offered, /MT-PRIORITY/);
  await stranger.wire.ask('MAIL FROM:<a@x.test> MT-PRIORITY=0', /^555 5\.5\.4 /);
});
