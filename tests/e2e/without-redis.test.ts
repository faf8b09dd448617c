import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openFixture } from '../support/fixture.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Nobody listens on that port.
const fixture = await openFixture({ redisUrl: 'redis://127.0.0.1:1/0' });
after(() => fixture[Symbol.asyncDispose]());

test('with Redis completely gone mail is accepted and filed once', async () => {
  const address = 'alice@postroom.test';
  const alice = await fixture.stage.account(address);
  const mails = Array.from({ length: 20 }, (_, n) => Buffer.from(`Subject: mail ${n}\r\n\r\nhello\r\n`));
  await deliverBytes(fixture.platform.ports.SMTP_PORT, address, mails);
  assert.equal((await fixture.stage.messages(alice, mails.length)).length, mails.length);
  const troubles = fixture.platform.log.filter((line) => line.includes('"level":40') && line.includes('"err"'));
  assert.ok(troubles.length < 40, `${troubles.length} warnings with stacks:\n${troubles.join('\n')}`);
});
