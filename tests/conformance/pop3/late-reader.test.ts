import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startPop3 } from '../../../services/pop3-access/testing.ts';

const pop3 = await startPop3();
after(() => pop3[Symbol.asyncDispose]());

test('who asks for everything at once and reads late gets every message as it is', async () => {
  const account = await pop3.account();
  const messages = Array.from({ length: 300 }, (_, index) => `Subject: ${index}\r\n\r\n${`${index} `.repeat(5000)}`);
  await pop3.file(account, ...messages.map((message) => `${message}\r\n`));
  const server = await pop3.listen();
  const wire = await Wire.connect({ port: server.address.port, timeout: 20_000 });
  await wire.expect(/^\+OK .* ready$/);
  await wire.ask(`USER ${account.address}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  const inOrder = messages.map((_, index) => index);
  for (const order of [inOrder, inOrder.toReversed(), inOrder]) {
    wire.socket.pause();
    await wire.line(...order.map((index) => `RETR ${index + 1}`));
    await untilStuck();
    wire.socket.resume();
    for (const index of order) {
      await wire.expect(/^\+OK/);
      const lines = await wire.until(/^\.$/);
      assert.ok(lines.slice(0, -1).join('\r\n') === messages[index], `message ${index + 1}`);
    }
  }
});

/** Waits until no more messages are sent: nobody reads, and every buffer on the way is full. */
async function untilStuck(): Promise<void> {
  const sent = async (): Promise<number> => (await pop3.services.metrics.retrieved.get()).values[0]?.value ?? 0;
  for (let before = -1, now = await sent(); before !== now; now = await sent()) {
    before = now;
    await pause(100);
  }
}
