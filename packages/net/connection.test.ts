import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { connectTo, listenForTest, readAll, until } from './testing.ts';

test('small writes of one turn are sent together', async () => {
  await using listener = await listenForTest(async (connection) => {
    for (let i = 0; i < 100; i++) void connection.write(`${i}\r\n`);
  });
  const client = connectTo(listener);
  const [chunk] = await once(client, 'data');
  assert.equal(String(chunk).split('\r\n').length, 101);
  client.destroy();
});

test('a writer waits for a slow reader and buffers little', async () => {
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
  await until(() => session !== undefined && session.pendingBytes > 0);
  // Without back pressure each turn would bring 64 KiB.
  for (let turns = 0; turns < 1_000; turns++) {
    await nextTurn();
    assert.ok(session && session.pendingBytes < 256 * 1024, `${session?.pendingBytes}`);
  }
  client.destroy();
  session?.destroy();
});

test('bytes are counted, and loopback connections count as secure', async () => {
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

test('idle: a silent peer is detected', async () => {
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  await using listener = await listenForTest(async (connection) => {
    connection.setIdle(50, () => {
      resolve();
      connection.close();
    });
    while (await connection.read());
  });
  const client = connectTo(listener);
  await idle;
  assert.equal(await readAll(client), '');
});

test('idle: the timer restarts when the peer sends or reads', async (t) => {
  const heard: string[] = [];
  const begun: number[] = [];
  await using listener = await listenForTest(async (connection) => {
    const timer = idleTimer(t, connection, () => {});
    for await (const chunk of connection) {
      heard.push(String(chunk));
      begun.push(timer.begun);
      await connection.write('OK');
    }
  });
  const client = connectTo(listener);
  for (const word of ['a', 'b', 'c']) {
    client.write(word);
    await once(client, 'data');
  }
  client.end();
  assert.deepEqual(heard, ['a', 'b', 'c']);
  assert.ok((begun[0] ?? 0) > 0 && (begun[1] ?? 0) > (begun[0] ?? 0) && (begun[2] ?? 0) > (begun[1] ?? 0), `${begun}`);
  client.destroy();
});

test('idle: a working session is not idle, and a peer that reads nothing is', async (t) => {
  const events: string[] = [];
  let timer: IdleTimer | undefined;
  let isWaiting = false;
  await using listener = await listenForTest(async (connection) => {
    timer = idleTimer(t, connection, () => {
      events.push('idle');
      connection.destroy();
    });
    timer.end();
    events.push('worked');
    while (!connection.closed) {
      const full = connection.write(Buffer.alloc(1 << 20));
      isWaiting = full !== undefined;
      await full;
    }
  });
  const client = connectTo(listener);
  client.on('error', () => {});
  client.pause();
  await until(() => isWaiting);
  // Waits until the buffers of the peer's kernel are full: only then the peer takes nothing.
  await until(() => {
    timer?.end();
    return events.length > 1;
  });
  assert.deepEqual(events, ['worked', 'idle']);
  client.destroy();
});

interface IdleTimer {
  /** How often the idle time began anew. */
  readonly begun: number;
  /** Lets the idle time end. */
  end(): void;
}

/** Sets the idle time of a connection, with a clock that the test moves. */
function idleTimer(t: TestContext, connection: Connection, onIdle: () => void): IdleTimer {
  let work = (): void => {};
  const timer = {
    begun: 0,
    end: () => work(),
    refresh: () => void timer.begun++,
  };
  const { mock } = t.mock.method(
    globalThis,
    'setTimeout',
    (callback: (of: Connection) => void, _: number, of: Connection) => {
      work = () => callback(of);
      return timer;
    },
  );
  connection.setIdle(1_000, onIdle);
  mock.restore();
  return timer;
}

test('a reset connection reads as ended and discards writes', async () => {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  await using listener = await listenForTest(async (connection) => {
    while (await connection.read());
    await until(() => connection.closed);
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
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  await using listener = await listenForTest(async (connection) => {
    await connection.read();
    await connection.write('-ERR enough\r\n');
    resolve();
  });
  const client = connectTo(listener);
  client.write('x'.repeat(1000));
  await answered;
  client.write('y'.repeat(1000));
  assert.equal(await readAll(client), '-ERR enough\r\n');
});
