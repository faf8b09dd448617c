import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { after, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { AddressRanges } from '../address-ranges.ts';
import type { Connection } from '../connection.ts';
import { ConnectionLimits } from '../limits.ts';
import type { Listener, ListenOptions } from '../listener.ts';
import { certificateFor, connectTo, listenForTest, readAll, until } from '../testing.ts';
import { TlsStore } from '../tls-store.ts';
import { header2, tcp4, tcp6, withChecksum } from './testing.ts';

const tlsStore = await TlsStore.open({ pairs: [await certificateFor('mail.postroom.test')] });
after(() => tlsStore[Symbol.dispose]());

const header1 = Buffer.from('PROXY TCP4 203.0.113.7 192.0.2.1 56324 25\r\n');

/** Sends the client's address, then echoes. */
async function session(connection: Connection): Promise<void> {
  const { remoteAddress, remotePort, isLoopback, secure } = connection;
  await connection.write(`${remoteAddress} ${remotePort} ${isLoopback} ${secure}\n`);
  for await (const chunk of connection) await connection.write(chunk);
}

interface Refused {
  address: string;
  reason: string;
  detail: string | undefined;
}

/** Starts a listener that treats this machine as a load balancer, and records whom it refuses. */
async function behindProxy(options: Partial<ListenOptions> = {}): Promise<{ listener: Listener; refused: Refused[] }> {
  const refused: Refused[] = [];
  const listener = await listenForTest(session, {
    proxies: AddressRanges.parse('127.0.0.0/8'),
    onRefused: (address, reason, detail) => refused.push({ address, reason, detail }),
    ...options,
  });
  return { listener, refused };
}

/** Returns what the listener sends for these bytes, sent `size` at a time, and their end. */
async function talk(listener: Listener, bytes: Buffer | string, size = 10_000): Promise<string> {
  const client = connectTo(listener);
  const all = readAll(client);
  client.setNoDelay(true);
  for (let at = 0; at < bytes.length; at += size) {
    client.write(Buffer.from(bytes as string).subarray(at, at + size));
    await new Promise(setImmediate);
  }
  client.end();
  return all;
}

test('the session has the address of the header and gets every byte behind it', async () => {
  const { listener } = await behindProxy();
  await using _listener = listener;
  for (const header of [header1, header2(), withChecksum({})]) {
    for (const size of [1, 7, 10_000]) {
      const answer = await talk(listener, Buffer.concat([header, Buffer.from('hello')]), size);
      assert.equal(answer, '203.0.113.7 56324 false false\nhello');
    }
  }
  const ipv6 = header2({ family: 0x21, body: tcp6('20010db8000000000000000000000007') });
  assert.equal(await talk(listener, ipv6), '2001:db8::7 56324 false false\n');
});

test('a megabyte sent with the header arrives whole and without delay', async () => {
  const { listener } = await behindProxy();
  await using _listener = listener;
  const much = 'x'.repeat(1024 * 1024);
  const client = connectTo(listener);
  const all = readAll(client);
  client.end(Buffer.concat([header1, Buffer.from(much)]));
  assert.equal(await all, `203.0.113.7 56324 false false\n${much}`);
});

test('a connection of the load balancer itself keeps its address', async () => {
  const { listener } = await behindProxy();
  await using _listener = listener;
  for (const header of ['PROXY UNKNOWN\r\n', header2({ command: 0 })]) {
    assert.match(await talk(listener, header), /^127\.0\.0\.1 \d+ true true\n$/);
  }
});

test('a loopback client of a local load balancer is local', async () => {
  const { listener } = await behindProxy();
  await using _listener = listener;
  assert.equal(await talk(listener, header2({ body: tcp4('127.0.0.1', 5) })), '127.0.0.1 5 true true\n');
});

test('a header from another address is passed to the session as data', async () => {
  const { listener, refused } = await behindProxy({ proxies: AddressRanges.parse('192.0.2.0/24') });
  await using _listener = listener;
  for (const header of [header1, header2()]) {
    const answer = await talk(listener, header);
    assert.match(answer, /^127\.0\.0\.1 \d+ true true\n/);
    assert.ok(answer.endsWith(header.toString()));
  }
  assert.deepEqual(refused, []);
});

test('a load balancer without a valid header is not served', async () => {
  const { listener, refused } = await behindProxy();
  await using _listener = listener;
  const wrong = [
    ['EHLO client.test\r\n', /^no PROXY header$/],
    ['\x16\x03\x01\x02\x00\x01', /^no PROXY header$/],
    ['PROXY TCP4 here there 1 2\r\nhello', /no addresses of TCP4/],
    [header2({ family: 0x77 }), /family and transport 119/],
    ['PROXY TCP4 203.0', /^closed within the PROXY header$/],
    [header2().subarray(0, 20), /^closed within the PROXY header$/],
  ] as const;
  for (const [bytes, detail] of wrong) {
    assert.equal(await talk(listener, bytes), '');
    await until(() => refused.length > 0);
    const { address, reason, detail: said } = refused.shift() as Refused;
    assert.deepEqual([address, reason], ['127.0.0.1', 'proxy-header']);
    assert.match(said ?? '', detail);
  }
  assert.equal(listener.connections.size, 0);
});

test('a port probe that opens and closes a connection is not reported', async () => {
  const limits = new ConnectionLimits({ total: 1, perAddress: 1 });
  const { listener, refused } = await behindProxy({ limits });
  await using _listener = listener;
  for (let round = 0; round < 5; round++) {
    const client = connectTo(listener);
    await once(client, 'connect');
    await until(() => limits.total === 1);
    if (round % 2) client.resetAndDestroy();
    else client.end();
    await until(() => limits.total === 0);
  }
  assert.equal(await talk(listener, header1), '203.0.113.7 56324 false false\n');
  assert.deepEqual(refused, []);
});

test('a missing or incomplete header times out', async () => {
  const { listener, refused } = await behindProxy({ proxyTimeoutMs: 100 });
  await using _listener = listener;
  const silent = connectTo(listener);
  const slow = connectTo(listener);
  slow.write(header1.subarray(0, 20));
  assert.deepEqual(await Promise.all([silent, slow].map(readAll)), ['', '']);
  await until(() => refused.length === 2);
  for (const one of refused) assert.equal(one.reason, 'proxy-timeout');
});

test('silent connections are limited and free their place', async () => {
  const limits = new ConnectionLimits({ total: 3, perAddress: 3 });
  const { listener, refused } = await behindProxy({ limits });
  await using _listener = listener;
  const silent: Socket[] = [];
  for (let count = 1; count <= 3; count++) {
    silent.push(connectTo(listener));
    await until(() => limits.total === count);
  }
  assert.equal(await readAll(connectTo(listener)), '');
  assert.deepEqual(refused, [{ address: '127.0.0.1', reason: 'total', detail: undefined }]);
  silent.pop()?.destroy();
  await until(() => limits.total === 2);
  assert.equal(await talk(listener, header1), '203.0.113.7 56324 false false\n');
  for (const client of silent) client.destroy();
  await until(() => limits.total === 0);
});

test('each client behind a load balancer has its own limit', async () => {
  const limits = new ConnectionLimits({ total: 9, perAddress: 1 });
  const { listener, refused } = await behindProxy({ limits, refusal: 'too many\r\n' });
  await using _listener = listener;
  const first = connectTo(listener);
  first.write(header2());
  assert.match(String((await once(first, 'data'))[0]), /^203\.0\.113\.7 /);
  assert.equal(await talk(listener, header2()), 'too many\r\n');
  assert.deepEqual(refused, [{ address: '203.0.113.7', reason: 'address', detail: undefined }]);
  assert.match(await talk(listener, header2({ body: tcp4('203.0.113.8') })), /^203\.0\.113\.8 /);
  first.destroy();
  await until(() => limits.total === 0);
  assert.match(await talk(listener, header2()), /^203\.0\.113\.7 /);
});

/** Returns a stream to the listener on which the header and the first bytes of TLS leave in one piece. */
function inOnePiece(plain: Socket, header: Buffer): Duplex {
  let front: Buffer | undefined = header;
  const way = new Duplex({
    read: () => plain.resume(),
    write(chunk: Buffer, _encoding, done) {
      plain.write(front ? Buffer.concat([front, chunk]) : chunk, done);
      front = undefined;
    },
    final: (done) => plain.end(done),
  });
  plain.on('data', (chunk) => way.push(chunk));
  plain.on('end', () => way.push(null));
  return way;
}

test('implicit TLS begins behind the header, also in the same segment', async () => {
  const { listener, refused } = await behindProxy({ tls: 'implicit', tlsStore });
  await using _listener = listener;
  for (const header of [header1, header2()]) {
    const client = connectTls({ socket: inOnePiece(connectTo(listener), header), rejectUnauthorized: false });
    client.end('hello');
    assert.equal(await readAll(client as unknown as Socket), '203.0.113.7 56324 false true\nhello');

    const plain = connectTo(listener);
    plain.write(header);
    const separate = connectTls({ socket: plain, rejectUnauthorized: false });
    separate.end('hello');
    assert.equal(await readAll(separate), '203.0.113.7 56324 false true\nhello');
  }
  assert.equal(await talk(listener, '\x16\x03\x01'), '');
  await until(() => refused.length === 1);
});

test('a load balancer that resets right after its header leaves nothing behind', async () => {
  const limits = new ConnectionLimits({ total: 100, perAddress: 100 });
  const { listener } = await behindProxy({ limits });
  await using _listener = listener;
  for (let round = 0; round < 50; round++) {
    const client = connectTo(listener);
    await once(client, 'connect');
    client.write(round % 2 ? header1 : header2());
    if (round % 3) await new Promise(setImmediate);
    client.resetAndDestroy();
  }
  assert.equal(await talk(listener, header1), '203.0.113.7 56324 false false\n');
  await until(() => limits.total === 0);
});

test('closing does not wait for headers', async () => {
  const limits = new ConnectionLimits({ total: 100, perAddress: 100 });
  const { listener, refused } = await behindProxy({ limits });
  const client = connectTo(listener);
  await until(() => limits.total === 1);
  const all = readAll(client);
  await listener.close(5_000);
  assert.equal(await all, '');
  await until(() => limits.total === 0);
  assert.deepEqual(refused, []);
});
