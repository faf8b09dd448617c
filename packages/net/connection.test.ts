import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { connectTo, listenForTest, readAll, until } from './testing.ts';

test('small writes of one turn leave in one piece', async () => {
  await using listener = await listenForTest(async (connection) => {
    for (let i = 0; i < 100; i++) void connection.write(`${i}\r\n`);
  });
  const client = connectTo(listener);
  const [chunk] = await once(client, 'data');
  assert.equal(String(chunk).split('\r\n').length, 101);
  client.destroy();
});

test('a writer waits for a slow reader and holds little meanwhile', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let written = 0;
  let isWaiting = false;
  await using listener = await listenForTest(async (connection) => {
    while (written < 400 && !connection.closed) {
      const full = connection.write(chunk);
      written += 1;
      isWaiting = full !== undefined;
      if (full) await full;
    }
  });
  const client = connectTo(listener);
  client.pause();
  await until(() => isWaiting);
  assert.ok(written < 300, `${written} chunks were written to a client that does not read`);
  let received = 0;
  client.on('data', (data) => {
    received += data.length;
  });
  client.resume();
  await once(client, 'end');
  client.end();
  assert.equal(received, 400 * chunk.length);
});

test('a peer that floods a session that does not read has to wait', async () => {
  let session: Connection | undefined;
  await using listener = await listenForTest(async (connection) => {
    session = connection;
    await new Promise(() => {});
  });
  const client = connectTo(listener);
  client.on('error', () => {});
  client.write(Buffer.alloc(32 * 1024 * 1024));
  await sleep(300);
  assert.ok(session && session.pendingBytes < 256 * 1024, `${session?.pendingBytes}`);
  client.destroy();
  session.destroy();
});

test('counts bytes and knows loopback for secure', async () => {
  let session: Connection | undefined;
  await using listener = await listenForTest(async (connection) => {
    session = connection;
    await connection.read();
    await connection.write('größer');
  });
  const client = connectTo(listener);
  client.write('hello');
  await readAll(client);
  assert.equal(session?.bytesRead, 5);
  assert.equal(session?.bytesWritten, 8);
  assert.ok(session?.isLoopback && session.secure && session.tls === null);
});

test('idle: a silent peer is noticed, a talking one is not', async () => {
  const events: string[] = [];
  await using listener = await listenForTest(async (connection) => {
    connection.setIdle(600, () => {
      events.push('idle');
      connection.close();
    });
    for await (const chunk of connection) events.push(String(chunk));
  });
  const client = connectTo(listener);
  const all = readAll(client);
  // Together longer than one may be silent.
  const words = [...'abcdefghijklmn'];
  for (const word of words) {
    await sleep(50);
    client.write(word);
  }
  await all;
  assert.equal(events.at(-1), 'idle');
  assert.equal(events.slice(0, -1).join(''), words.join(''));
});

test('idle: a session at work is not idle, a peer that takes nothing is', async () => {
  const events: string[] = [];
  await using listener = await listenForTest(async (connection) => {
    connection.setIdle(100, () => {
      events.push('idle');
      connection.destroy();
    });
    await sleep(250);
    events.push('worked');
    while (!connection.closed) await connection.write(Buffer.alloc(1 << 20));
  });
  const client = connectTo(listener);
  client.on('error', () => {});
  client.pause();
  while (events.length < 2) await sleep(20);
  assert.deepEqual(events, ['worked', 'idle']);
  client.destroy();
});

test('a reset connection reads as ended and swallows writes', async () => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  await using listener = await listenForTest(async (connection) => {
    while (await connection.read());
    await sleep(20);
    await connection.write('nobody hears this');
    resolve(connection);
  });
  const client = connectTo(listener);
  await once(client, 'connect');
  client.resetAndDestroy();
  const connection = await promise;
  assert.ok(connection.closed);
  assert.equal((connection.error as NodeJS.ErrnoException).code, 'ECONNRESET');
});

test('the last reply arrives although the peer keeps sending', async () => {
  await using listener = await listenForTest(async (connection) => {
    await connection.read();
    await connection.write('-ERR enough\r\n');
  });
  const client = connectTo(listener);
  client.write('x'.repeat(1000));
  setTimeout(() => client.write('y'.repeat(1000)), 20);
  assert.equal(await readAll(client), '-ERR enough\r\n');
});
