import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { startPlatform, testDatabase, Wire } from '@postroom/testkit';
import { backstage } from '../support/accounts.ts';
import { eventually } from '../support/eventually.ts';
import { peakMemory } from '../support/health.ts';
import { deliverBytes } from '../support/smtp-bytes.ts';

// Thousands of connections from one address.

const CROWD = 4_000;
const AT_ONCE = 500; // the kernel's own queue of connections is not tested
const PER_ADDRESS = 100;
const MEGABYTE = 1024 * 1024;
/** Only Linux has more than one loopback address, and /proc. */
const skip = process.platform !== 'linux';

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const database = stack.use(await testDatabase());
const stage = stack.use(backstage(database.url));
const account = await stage.account('alice@a.test');
// One of this machine's addresses is the crowd's, another everybody else's.
const platform = stack.use(
  await startPlatform({
    services: ['mailbox-store', 'delivery-worker', 'smtp-ingress'],
    databaseUrl: database.url,
    env: { MAX_CONNECTIONS_PER_ADDRESS: `${PER_ADDRESS}` },
  }),
);
const ingress = platform.fleet.process('smtp-ingress');

class Crowd implements AsyncDisposable {
  readonly greeted: Socket[] = [];
  refused = 0;
  readonly #sockets: Socket[] = [];

  /** Opens CROWD connections from 127.0.0.2 and keeps each that the server does not close. */
  async gather(port: number): Promise<void> {
    for (let count = 0; count < CROWD; count += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.#join(port)));
    }
  }

  /** Resolves when the server has greeted or refused. */
  async #join(port: number): Promise<void> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    this.#sockets.push(socket);
    socket.on('error', () => {});
    const [first] = (await once(socket, 'data')) as [Buffer];
    const greeting = first.toString();
    if (greeting.startsWith('220 ')) this.greeted.push(socket);
    else {
      assert.match(greeting, /^421 4\.7\.0 Too many connections/);
      this.refused++;
      await once(socket, 'close');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
  }
}

test('connections over the limit are refused with a reply, others are served, and memory stays small', {
  skip,
}, async () => {
  const before = await peakMemory(ingress);
  await using crowd = new Crowd();
  await crowd.gather(platform.ports.SMTP_PORT);
  assert.equal(crowd.greeted.length, PER_ADDRESS);
  assert.equal(crowd.refused, CROWD - PER_ADDRESS);
  await deliverBytes(platform.ports.SMTP_PORT, 'alice@a.test', [Buffer.from('Subject: x\r\n\r\nx\r\n')]);
  assert.equal((await stage.messages(account, 1)).length, 1);
  const grown = (await peakMemory(ingress)) - before;
  assert.ok(grown < 100 * MEGABYTE, `memory grew by ${Math.round(grown / MEGABYTE)} MB`);
});

test('an address whose connections are closed may connect again', { skip }, async () => {
  await eventually('a place for the address', async () => {
    await using wire = await Wire.connect({ port: platform.ports.SMTP_PORT });
    return (await wire.readLine()).startsWith('220 ');
  });
  await using again = new Crowd();
  await again.gather(platform.ports.SMTP_PORT);
  assert.equal(again.greeted.length, PER_ADDRESS);
});

test('connections that never complete the TLS handshake count towards the limit like all others', {
  skip,
}, async () => {
  const sockets = Array.from({ length: PER_ADDRESS * 2 }, () =>
    connect({ port: platform.ports.SUBMISSIONS_PORT, host: '127.0.0.1', localAddress: '127.0.0.3' }),
  );
  let closed = 0;
  for (const socket of sockets) socket.on('error', () => {}).once('close', () => closed++);
  await eventually('those over the limit are gone', async () => closed === PER_ADDRESS);
  await using wire = await Wire.connect({ port: platform.ports.SUBMISSIONS_PORT, tls: true });
  await wire.expect(/^220 /);
  for (const socket of sockets) socket.destroy();
});
