import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { AddressRanges, ConnectionLimits, ProxyReceiver } from '@postroom/net';
import { readProxyHeaders } from './proxied.ts';
import { createHttpServer } from './server.ts';
import { SHAPE } from './testing.ts';

/** Starts an HTTP server that returns the client's address; `from` tells whether this machine is a load balancer. */
async function listen(from: string, proxies = '') {
  const limits = new ConnectionLimits({ total: 100, perAddress: 100 });
  const refused: string[] = [];
  const app = createHttpServer(AddressRanges.parse(proxies), SHAPE);
  const onRefused = (client: string, reason: string) => refused.push(`${client} ${reason}`);
  readProxyHeaders(app, new ProxyReceiver({ from: AddressRanges.parse(from), limits, onRefused }));
  app.post('/', async ({ ip, socket, body }) => ({ ip, port: socket.remotePort, body }));
  app.get('/', async ({ ip }) => ({ ip }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  return {
    refused,
    limits,
    connect: () => connect({ port, host: '127.0.0.1' }),
    close: () => app.close(),
    [Symbol.asyncDispose]: () => app.close(),
  };
}

const header1 = 'PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n';
const header2 = Buffer.from('0d0a0d0a000d0a515549540a2111000ccb007107c0000201dc0401bb', 'hex').toString('latin1');
const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const last = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** Returns everything that is received until the connection ends. */
async function answers(socket: Socket, ...parts: string[]): Promise<string> {
  let text = '';
  socket.setNoDelay(true).on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
  });
  for (const part of parts) {
    socket.write(part, 'latin1');
    await new Promise(setImmediate);
  }
  await once(socket, 'close');
  return text;
}

test('all requests of a connection have the address from its PROXY header', async () => {
  await using server = await listen('127.0.0.1');
  for (const header of [header1, header2]) {
    for (const parts of [[header + get + last], [header, get, last], [...(header + get + last)]]) {
      const text = await answers(server.connect(), ...parts);
      assert.equal(text.match(/\{"ip":"203\.0\.113\.7"\}/g)?.length, 2, text);
    }
  }
  assert.deepEqual(server.refused, []);
  assert.equal(server.limits.total, 0);
});

test('a body that starts in the packet of the PROXY header arrives whole', async () => {
  await using server = await listen('127.0.0.1');
  const body = JSON.stringify('x'.repeat(500_000));
  const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const text = await answers(server.connect(), header1 + head + body.slice(0, 1_000), body.slice(1_000));
  assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), `{"ip":"203.0.113.7","port":56324,"body":${body}}`);
});

test('a PROXY header is accepted from load balancers only, and required from them', async () => {
  await using closed = await listen('127.0.0.1');
  assert.equal(await answers(closed.connect(), last), '');
  assert.deepEqual(closed.refused, ['127.0.0.1 proxy-header']);
  await using open = await listen('192.0.2.0/24');
  assert.match(await answers(open.connect(), header1 + last), /^HTTP\/1\.1 400 /);
  assert.match(await answers(open.connect(), last), /\{"ip":"127\.0\.0\.1"\}/);
});

test('X-Forwarded-For is trusted from proxies only', async () => {
  const forwarded = last.replace('\r\n\r\n', '\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.9, 192.0.2.8\r\n\r\n');
  for (const [proxies, ip] of [
    ['', '127.0.0.1'],
    ['192.0.2.0/24', '127.0.0.1'],
    ['127.0.0.1', '192.0.2.8'],
    ['127.0.0.0/8,192.0.2.0/24', '203.0.113.9'],
  ]) {
    await using server = await listen('', proxies);
    assert.ok((await answers(server.connect(), forwarded)).endsWith(`{"ip":"${ip}"}`), proxies);
  }
  await using behind = await listen('127.0.0.1', '203.0.113.7');
  assert.ok((await answers(behind.connect(), header1 + forwarded)).endsWith('{"ip":"192.0.2.8"}'));
});

test('a closing server does not wait for a PROXY header', async () => {
  const server = await listen('127.0.0.1');
  const socket = server.connect();
  await once(socket, 'connect');
  while (server.limits.total === 0) await new Promise(setImmediate);
  const gone = once(socket, 'close');
  await server.close();
  await gone;
});
