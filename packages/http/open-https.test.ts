import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { developmentCertificates, freePort } from '@postroom/launch';
import { TlsStore } from '@postroom/net';
import { openHttp } from './open.ts';
import { openHttps } from './open-https.ts';
import { SHAPE } from './testing.ts';

const folder = await mkdtemp(join(tmpdir(), 'https-'));
const { certFile, keyFile } = await developmentCertificates(folder, ['mail.a.test']);
const tlsStore = await TlsStore.open({ pairs: [{ certificate: certFile, key: keyFile }] });
after(async () => {
  tlsStore[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

/** Starts a server whose `/slow` answers when the test tells it to. */
async function listen({ proxies = '', most = 100 } = {}) {
  const refused: string[] = [];
  const log = { warn() {}, debug() {} };
  const count = (reason: string) => void refused.push(reason);
  const app = openHttp({ HTTP_PROXIES: '', PROXY_PROTOCOL_FROM: proxies }, count, log, SHAPE);
  let served = 0;
  app.server.on('connection', () => (served += 1));
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  app.get('/', async ({ ip, protocol }) => ({ ip, protocol }));
  app.get('/slow', async () => {
    asked.resolve();
    await answer.promise;
    return 'done';
  });
  const port = await freePort();
  const config = {
    HTTP_PROXIES: '',
    PROXY_PROTOCOL_FROM: proxies,
    BIND: '127.0.0.1',
    HTTPS_PORT: port,
    STOP_GRACE_SECONDS: 20,
  };
  const hasRoom = (handshakes: number) => served + handshakes < most;
  const open = openHttps(app, config, { tlsStore, hasRoom, refused: count, log });
  await open();
  return { app, port, refused, asked: asked.promise, answer, [Symbol.asyncDispose]: async () => app.close() };
}

const over = (socket: Socket): TLSSocket => {
  socket.on('error', () => {});
  return connect({ socket, servername: 'mail.a.test', rejectUnauthorized: false });
};
const toClose = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

async function all(socket: Socket): Promise<string> {
  let text = '';
  socket
    .on('error', () => {})
    .on('data', (chunk) => {
      text += chunk;
    });
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('close', () => resolve());
  await promise;
  return text;
}

test("HTTPS requests have the client's address and are known to be secure", async () => {
  await using server = await listen();
  const socket = over(connectTcp(server.port, '127.0.0.1'));
  socket.write(toClose);
  assert.match(await all(socket), /^HTTP\/1\.1 200 .*\{"ip":"127\.0\.0\.1","protocol":"https"\}$/s);
});

test('a PROXY header comes before TLS, and none is accepted within', async () => {
  await using server = await listen({ proxies: '127.0.0.1' });
  const plain = connectTcp(server.port, '127.0.0.1');
  // The client is in the load balancer's own network.
  plain.write('PROXY TCP4 127.0.0.1 192.0.2.1 56324 443\r\n');
  const socket = over(plain);
  socket.write(toClose);
  assert.match(await all(socket), /\{"ip":"127\.0\.0\.1","protocol":"https"\}$/);
  await all(over(connectTcp(server.port, '127.0.0.1')));
  assert.deepEqual(server.refused, ['proxy-header']);
});

test('a client that does not speak TLS is disconnected, and others are served', async () => {
  await using server = await listen();
  const plain = connectTcp(server.port, '127.0.0.1');
  plain.write(toClose);
  assert.doesNotMatch(await all(plain), /200/);
  const socket = over(connectTcp(server.port, '127.0.0.1'));
  socket.write(toClose);
  assert.match(await all(socket), / 200 /);
});

test('TLS handshakes count as connections', async () => {
  await using server = await listen({ most: 2 });
  const idle = [1, 2].map(() => connectTcp(server.port, '127.0.0.1'));
  for (const socket of idle) socket.on('error', () => {});
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  assert.equal(await all(over(connectTcp(server.port, '127.0.0.1'))), '');
  assert.deepEqual(server.refused, ['total']);
  for (const socket of idle) socket.destroy();
});

test('a stopping server waits for requests under way and not for idle connections', async () => {
  const server = await listen();
  const [busy, idle] = [1, 2].map(() => over(connectTcp(server.port, '127.0.0.1'))) as [TLSSocket, TLSSocket];
  const idleClosed = all(idle);
  await once(idle, 'secureConnect');
  const said = all(busy);
  busy.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await server.asked;
  const closed = server.app.close();
  await idleClosed;
  server.answer.resolve();
  await closed;
  assert.match(await said, / 200 .*done$/s);
  await assert.rejects(once(connectTcp(server.port, '127.0.0.1'), 'connect'), /ECONNREFUSED/);
});
