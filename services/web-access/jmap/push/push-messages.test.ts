import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pushMessages } from './push-messages.ts';

test('changes in many accounts are reported in messages of one record each, and every account once', () => {
  const states = { Email: '1234567.1234567', Mailbox: '1234567.1234567', Thread: '1234567.1234567' };
  for (const count of [0, 1, 30, 101]) {
    const changed = Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n * n * n}`, states]));
    const messages = pushMessages(changed);
    const sizes = messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
    assert.ok(
      sizes.every((size) => size <= 3_993),
      `${sizes}`,
    );
    assert.ok(
      sizes.slice(0, -1).every((size) => size > 3_800),
      `${sizes}`,
    );
    assert.deepEqual(
      messages.flatMap((message) => Object.entries(message.changed)),
      Object.entries(changed),
    );
  }
});
