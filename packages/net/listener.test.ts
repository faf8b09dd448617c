import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { ConnectionLimits } from './limits.ts';
import { listen } from './listener.ts';
import { connectTo, listenForTest, readAll } from './testing.ts';

const echo = async (connection: import('./connection.ts').Connection) => {
  for await (const chunk of connection) await connection.write(chunk);
};

test('a client that half-closes its connection is still answered', async () => {
  await using listener = await listenForTest(echo);
  const client = connectTo(listener);
  client.end('hello');
  assert.equal(await readAll(client), 'hello');
});

test('a client over its limit gets one line', async () => {
  const refused: string[] = [];
  await using listener = await listenForTest(echo, {
    limits: new ConnectionLimits({ total: 9, perAddress: 1 }),
    refusal: '-ERR [SYS/TEMP] too many connections\r\n',
    onRefused: (address, reason) => refused.push(`${address} ${reason}`),
  });
  const first = connectTo(listener);
  await once(first, 'connect');
  assert.equal(await readAll(connectTo(listener)), '-ERR [SYS/TEMP] too many connections\r\n');
  assert.deepEqual(refused, ['127.0.0.1 address']);
  first.end();
  await readAll(first);
  const third = connectTo(listener);
  third.end('again');
  assert.equal(await readAll(third), 'again');
});

test('a session that throws loses only its own connection', async () => {
  const errors: unknown[] = [];
  const failing = async () => {
    throw new Error('broken');
  };
  await using listener = await listenForTest(failing, { onError: (error) => errors.push(error) });
  await readAll(connectTo(listener));
  await readAll(connectTo(listener));
  assert.equal(errors.length, 2);
});

test('closing asks sessions to end and destroys those that do not', async () => {
  const listener = await listenForTest(async (connection) => {
    connection.onShutdown = () => {
      void connection.write('bye\r\n');
      if (connection.id % 2) connection.close();
    };
    await new Promise(() => {});
  });
  const clients = [connectTo(listener), connectTo(listener)];
  const texts = Promise.all(clients.map(readAll));
  while (listener.connections.size < 2) await new Promise(setImmediate);
  await listener.close(300);
  assert.deepEqual(await texts, ['bye\r\n', 'bye\r\n']);
  await assert.rejects(once(connectTo(listener), 'connect'));
});

test('a port in use is reported to the caller', async () => {
  await using listener = await listenForTest(echo);
  const again = listen({
    host: '127.0.0.1',
    port: listener.address.port,
    tls: 'none',
    limits: new ConnectionLimits({ total: 1, perAddress: 1 }),
    onConnection: echo,
  });
  await assert.rejects(again, { code: 'EADDRINUSE' });
});
