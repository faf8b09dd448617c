import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { TlsStore } from '@postroom/net';
import { Wire } from '@postroom/testkit';
import { certificateFor } from '../../../packages/net/testing.ts';
import { PASSWORD, startPop3 } from '../../../services/pop3-access/testing.ts';

const pop3 = await startPop3();
const tlsStore = await TlsStore.open({ pairs: [await certificateFor('pop.postroom.test')] });
after(async () => {
  await pop3[Symbol.asyncDispose]();
  tlsStore[Symbol.dispose]();
});

for (const tls of ['none', 'implicit'] as const) {
  test(`a client that requests everything at once and reads late gets every message, TLS: ${tls}`, () => readLate(tls));
}

async function readLate(tls: 'none' | 'implicit'): Promise<void> {
  const account = await pop3.account();
  const messages = Array.from({ length: 300 }, (_, index) => `Subject: ${index}\r\n\r\n${`${index} `.repeat(5000)}`);
  await pop3.file(account, ...messages.map((message) => `${message}\r\n`));
  const server = await pop3.listen({ tls, tlsStore });
  const inOrder = messages.map((_, index) => index);
  for (const order of [inOrder, inOrder.toReversed()]) {
    // A new connection, because buffers that were read from before have grown large enough for everything.
    await using wire = await Wire.connect({ port: server.address.port, tls: tls === 'implicit', timeout: 20_000 });
    await wire.expect(/^\+OK .* ready$/);
    await wire.ask(`USER ${account.address}`, /^\+OK/);
    await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
    wire.socket.pause();
    await wire.line(...order.map((index) => `RETR ${index + 1}`));
    await untilStuck();
    wire.socket.resume();
    for (const index of order) {
      await wire.expect(/^\+OK/);
      const lines = await wire.until(/^\.$/);
      assert.ok(lines.slice(0, -1).join('\r\n') === messages[index], `message ${index + 1}`);
    }
    await wire.ask('QUIT', /^\+OK/);
    await wire.closed();
  }
}

/** Waits until no more messages are sent, because nobody reads and every buffer on the way is full. */
async function untilStuck(): Promise<void> {
  const sent = async (): Promise<number> => (await pop3.services.metrics.retrieved.get()).values[0]?.value ?? 0;
  for (let before = -1, now = await sent(); before !== now; now = await sent()) {
    before = now;
    await pause(100);
  }
}
