import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { createHttpServer } from './server.ts';
import { dropStalled } from './stalled.ts';
import { SHAPE } from './testing.ts';

const LARGE = 64 * 1024 * 1024;

async function listen(stalledMs = 300) {
  const app = createHttpServer(AddressRanges.parse(''), SHAPE);
  app.addHook('onSend', dropStalled(stalledMs));
  app.get('/whole', async () => Buffer.alloc(LARGE));
  app.get('/stream', (_request, reply) =>
    reply.send(Readable.from(Array.from({ length: 1_024 }, () => Buffer.alloc(64 * 1024)))),
  );
  const goOn = Promise.withResolvers<void>();
  app.get('/late', (_request, reply) =>
    reply.send(
      Readable.from(
        (async function* () {
          yield 'one ';
          await goOn.promise;
          yield 'two';
        })(),
      ),
    ),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  return { app, port, goOn, [Symbol.asyncDispose]: () => app.close() };
}

for (const path of ['/whole', '/stream']) {
  test(`a client that requests a large answer and reads nothing is disconnected: ${path}`, async () => {
    await using server = await listen();
    const arrives = once(server.app.server, 'connection');
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    const [ours] = await arrives;
    socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await once(ours, 'close');
    socket.destroy();
  });
}

test('a client that keeps reading gets everything and can reuse the connection', async () => {
  await using server = await listen(5_000);
  for (const path of ['/whole', '/stream', '/whole']) {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    assert.equal((await response.arrayBuffer()).byteLength, LARGE);
  }
});

test('a client that waits for an answer not yet ready is kept', async () => {
  await using server = await listen();
  const arrives = once(server.app.server, 'connection');
  const response = await fetch(`http://127.0.0.1:${server.port}/late`);
  const [ours] = await arrives;
  for (let n = 0; n < 2; n++) await once(ours, 'timeout');
  server.goOn.resolve();
  assert.equal(await response.text(), 'one two');
});
