import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import type { Connection } from './connection.ts';
import { HandshakeError } from './handshake.ts';
import { certificateFor, connectTo, listenForTest, readAll, until } from './testing.ts';
import { TlsStore } from './tls-store.ts';

const files = await certificateFor('mail.postroom.test');
const tlsStore = await TlsStore.open({ pairs: [files] });
after(() => tlsStore[Symbol.dispose]());

/** Greets, upgrades at the first bytes, then sends how much was discarded and echoes what comes inside TLS. */
async function session(connection: Connection): Promise<void> {
  await connection.write('hello\r\n');
  await connection.read();
  const { discarded } = await connection.startTls('go ahead\r\n');
  await connection.write(`discarded ${discarded} ${connection.secure} ${connection.tls?.protocol}\r\n`);
  const inside = await connection.read();
  await connection.write(`inside ${inside}\r\n`);
}

test('STARTTLS upgrades the connection in place', async () => {
  await using listener = await listenForTest(session, { tls: 'starttls', tlsStore });
  const plain = connectTo(listener);
  await once(plain, 'data');
  plain.write('STLS\r\n');
  assert.equal(String((await once(plain, 'data'))[0]), 'go ahead\r\n');
  const client = connectTls({ socket: plain, rejectUnauthorized: false, servername: 'mail.postroom.test' });
  client.write('NOOP');
  assert.equal(await readAll(client), 'discarded 0 true TLSv1.3\r\ninside NOOP\r\n');
});

test('the server name of the client is known, with STARTTLS and with implicit TLS', async () => {
  const sendName = async (connection: Connection) => void (await connection.write(`${connection.servername}`));
  const upgrade = async (connection: Connection) => {
    await connection.read();
    await connection.startTls('go ahead\r\n');
    await sendName(connection);
  };
  await using implicit = await listenForTest(sendName, { tls: 'implicit', tlsStore });
  const way = { host: '127.0.0.1', port: implicit.address.port, rejectUnauthorized: false };
  assert.equal(await readAll(connectTls({ ...way, servername: 'mail.example.org' })), 'mail.example.org');
  assert.equal(await readAll(connectTls(way)), 'undefined');
  await using starttls = await listenForTest(upgrade, { tls: 'starttls', tlsStore });
  const plain = connectTo(starttls);
  plain.write('STLS\r\n');
  await once(plain, 'data');
  const client = connectTls({ socket: plain, rejectUnauthorized: false, servername: 'mail.postroom.test' });
  assert.equal(await readAll(client), 'mail.postroom.test');
});

test('data pipelined in plain text is never read as if it came over TLS', async () => {
  const asked = Promise.withResolvers<void>();
  await using listener = await listenForTest(
    async (connection) => {
      await connection.write('hello\r\n');
      await connection.read();
      asked.resolve();
      await until(() => connection.pendingBytes > 0);
      const { discarded } = await connection.startTls('go ahead\r\n');
      await connection.write(`discarded ${discarded}\r\n`);
      await connection.write(`inside ${await connection.read()}\r\n`);
    },
    { tls: 'starttls', tlsStore },
  );
  const plain = connectTo(listener);
  await once(plain, 'data');
  plain.write('STLS\r\n');
  await asked.promise;
  plain.write('DELE 1\r\n');
  await once(plain, 'data');
  const client = connectTls({ socket: plain, rejectUnauthorized: false });
  client.write('NOOP');
  assert.equal(await readAll(client), 'discarded 8\r\ninside NOOP\r\n');
});

test('garbage instead of a handshake ends only that connection', async () => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  await using listener = await listenForTest(session, { tls: 'starttls', tlsStore, onError });
  const plain = connectTo(listener);
  await once(plain, 'data');
  plain.write('STLS\r\n');
  await once(plain, 'data');
  plain.write('USER alice\r\nPASS secret\r\n');
  await readAll(plain);
  await until(() => errors.length > 0);
  assert.ok(errors[0] instanceof HandshakeError);
  assert.equal(listener.connections.size, 0);
});

test('a handshake that does not come times out', async () => {
  const errors: unknown[] = [];
  await using listener = await listenForTest(session, {
    tls: 'implicit',
    tlsStore,
    handshakeTimeoutMs: 100,
    onError: (error) => errors.push(error),
  });
  assert.equal(await readAll(connectTo(listener)), '');
  await until(() => errors.length > 0);
  assert.match(String((errors[0] as Error).cause), /timed out/);
});

test('implicit TLS greets over TLS and refuses TLS 1.1', async () => {
  await using listener = await listenForTest(async (connection) => void (await connection.write('hello')), {
    tls: 'implicit',
    tlsStore,
  });
  const options = { host: '127.0.0.1', port: listener.address.port, rejectUnauthorized: false };
  assert.equal(await readAll(connectTls(options)), 'hello');
  assert.equal(await readAll(connectTls({ ...options, maxVersion: 'TLSv1.2' })), 'hello');
  const old = connectTls({ ...options, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  assert.equal(await readAll(old), '');
});

test('a TLS 1.2 client makes one handshake', async () => {
  await using listener = await listenForTest(
    async (connection) => {
      await connection.write('hello');
      await connection.read();
    },
    { tls: 'implicit', tlsStore },
  );
  const options = { host: '127.0.0.1', port: listener.address.port, rejectUnauthorized: false };
  const client = connectTls({ ...options, maxVersion: 'TLSv1.2' });
  await once(client, 'data');
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  client.once('error', resolve);
  client.renegotiate({ rejectUnauthorized: false }, resolve);
  assert.match(String(await promise), /no renegotiation/i);
  client.destroy();
});

test('clients that disconnect during the handshake leave nothing behind', async () => {
  await using listener = await listenForTest(session, { tls: 'implicit', tlsStore });
  for (let i = 0; i < 20; i++) {
    const client = connectTo(listener);
    client.on('error', () => {});
    await once(client, 'connect');
    client.write('\x16\x03\x01');
    client.resetAndDestroy();
  }
  // Connections are accepted in their order, so the others have been when this one is served.
  const last = connectTls({ rejectUnauthorized: false, host: '127.0.0.1', port: listener.address.port });
  await once(last, 'data');
  last.destroy();
  await until(() => listener.connections.size === 0);
});
