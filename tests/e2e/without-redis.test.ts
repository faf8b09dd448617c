import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openHouse } from '../support/house.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Nobody listens there.
const house = await openHouse({ redisUrl: 'redis://127.0.0.1:1/0' });
after(() => house[Symbol.asyncDispose]());

test('with all of Redis gone mail is accepted and filed, once', async () => {
  const address = 'alice@postroom.test';
  const alice = await house.stage.account(address);
  const mails = Array.from({ length: 20 }, (_, n) => Buffer.from(`Subject: mail ${n}\r\n\r\nhello\r\n`));
  await deliverBytes(house.platform.ports.SMTP_PORT, address, mails);
  assert.equal((await house.stage.messages(alice, mails.length)).length, mails.length);
  const troubles = house.platform.log.filter((line) => line.includes('"level":40') && line.includes('"err"'));
  assert.ok(troubles.length < 40, `${troubles.length} warnings with stacks:\n${troubles.join('\n')}`);
});
