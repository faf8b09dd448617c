import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startSmtp } from '../../../services/smtp-ingress/testing.ts';

// RFC 2852: deadlines for delivery.

const smtp = await startSmtp();
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('alice@postroom.test');
const LOGIN = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');
const submission = await smtp.listen('submission');
const mx = await smtp.listen('mx');

test('our users may set a delivery deadline with DELIVERBY and what happens after it', async () => {
  await using wire = await Wire.connect({ port: submission });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  assert.ok(!(await wire.until(/^250 /)).includes('250-DELIVERBY 60'), 'only behind a login');
  await wire.ask(`AUTH PLAIN ${LOGIN}`, /^235 /);
  await wire.line('EHLO client.test');
  assert.ok((await wire.until(/^250 /)).includes('250-DELIVERBY 60'));
  for (const refused of ['BY=59;R', 'BY=0;RT', 'BY=100', 'BY=100;N HOLDFOR=200'])
    await wire.ask(`MAIL FROM:<alice@postroom.test> ${refused}`, /^501 5\.5\.4 /);
  for (const [said, mode, seconds] of [
    ['BY=3600;rt', 'RT', 3_600],
    ['BY=-10;N', 'N', -10],
    ['SIZE=10', null, null],
  ] as const) {
    await wire.ask(`MAIL FROM:<alice@postroom.test> ${said}`, /^250 /);
    await wire.ask('RCPT TO:<bob@far.test>', /^250 /);
    await wire.line('BDAT 14 LAST', 'Subject: x', '');
    await wire.expect(/^250 2\.0\.0 /);
    const { rows } = await smtp.pool.query(
      `select deliver_by_mode as mode, extract(epoch from deliver_by - accepted_at)::float8 as seconds
       from accepted_mails order by id desc limit 1`,
    );
    assert.equal(rows[0].mode, mode);
    assert.ok(seconds === null ? rows[0].seconds === null : Math.abs(rows[0].seconds - seconds) < 60);
  }
});

test('DELIVERBY is not accepted from other servers', async () => {
  await using wire = await Wire.connect({ port: mx });
  await wire.expect(/^220 /);
  await wire.ask('HELO client.test', /^250 /);
  await wire.ask('MAIL FROM:<a@x.test> BY=100;N', /^555 5\.5\.4 /);
});
