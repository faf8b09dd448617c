import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Connection } from './connection.ts';
import { hasTurn } from './read-turns.ts';
import { certificateFor, connectTo, listenForTest, readAll } from './testing.ts';
import { TlsStore } from './tls-store.ts';

const MIB = 1024 * 1024;
const tlsStore = await TlsStore.open({ pairs: [await certificateFor('mail.postroom.test')] });
after(() => tlsStore[Symbol.dispose]());

/** Brings too many octets in every turn of the event loop, until it is disposed of. */
function flood(): Disposable {
  let isOver = false;
  const bring = (): void => {
    if (isOver) return;
    hasTurn(2 * MIB, { readOn() {} });
    setImmediate(bring);
  };
  bring();
  return {
    [Symbol.dispose]() {
      isOver = true;
    },
  };
}

test('data beyond a megabyte in one turn waits and is read in order in the next turns', async () => {
  const order: number[] = [];
  const clients = Array.from({ length: 40 }, (_, n) => ({ readOn: () => void order.push(n) }));
  assert.equal(hasTurn(MIB, { readOn: () => assert.fail('it was not asked to wait') }), true);
  for (const client of clients) assert.equal(hasTurn(1, client), false);
  assert.deepEqual(order, []);
  await nextTurn();
  const first = order.length;
  assert.ok(first > 0 && first < clients.length, `${first} in the first turn`);
  assert.equal(hasTurn(1, { readOn() {} }), true, 'a new turn');
  while (order.length < clients.length) await nextTurn();
  assert.deepEqual(
    order,
    clients.map((_, n) => n),
  );
});

test('while others send very much every octet arrives once and in order', async () => {
  using _flood = flood();
  const sent = Buffer.from(Array.from({ length: 300_000 }, (_, n) => `${n}\n`).join(''));
  const received: Buffer[] = [];
  const done = Promise.withResolvers<void>();
  await using listener = await listenForTest(async (connection: Connection) => {
    for await (const chunk of connection) received.push(Buffer.from(chunk));
    done.resolve();
  });
  connectTo(listener).end(sent);
  await done.promise;
  assert.ok(Buffer.concat(received).equals(sent));
});

test('STARTTLS of a connection that waits for its turn loses nothing of the handshake', async () => {
  using _flood = flood();
  await using listener = await listenForTest(
    async (connection) => {
      await connection.read();
      await connection.startTls('go ahead\r\n');
      await connection.write(`inside ${await connection.read()}\r\n`);
    },
    { tls: 'starttls', tlsStore },
  );
  const plain = connectTo(listener);
  plain.write('STLS\r\n');
  await once(plain, 'data');
  const client = connectTls({ socket: plain, rejectUnauthorized: false, servername: 'mail.postroom.test' });
  client.write('NOOP');
  assert.equal(await readAll(client), 'inside NOOP\r\n');
});
