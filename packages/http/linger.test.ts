import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { lingerFor } from './linger.ts';
import { createHttpServer } from './server.ts';
import { SHAPE } from './testing.ts';

async function listen(lingerMs?: number) {
  const app = createHttpServer(AddressRanges.parse(''), SHAPE);
  if (lingerMs !== undefined) app.addHook('onSend', lingerFor(lingerMs));
  app.post('/', async () => 'taken');
  app.post('/closed', { onRequest: async (_request, reply) => reply.code(401).send('no') }, async () => 'never');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  return { port, [Symbol.asyncDispose]: () => app.close() };
}

for (const [length, framing] of [
  ['with a length', 'Content-Length: 8000000'],
  ['without a length', 'Transfer-Encoding: chunked'],
] as const) {
  test(`a client that is still sending gets the 413, and can use the connection again: ${length}`, async () => {
    await using server = await listen();
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    let text = '';
    const answered = new Promise<void>((resolve, reject) => {
      socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(text)}`)));
      socket.on('error', reject).on('data', (chunk) => {
        text += chunk;
        if (/ 200 .*taken/s.test(text)) resolve();
      });
    });
    const piece = Buffer.alloc(80_000, 'x');
    const isChunked = framing.startsWith('Transfer');
    socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n${framing}\r\n\r\n`);
    for (let n = 0; n < 100; n += 1) {
      if (isChunked) socket.write('13880\r\n');
      if (!socket.write(piece)) await once(socket, 'drain');
      if (isChunked) socket.write('\r\n');
      if (n === 50) while (!text.includes(' 413 ')) await once(socket, 'data');
    }
    socket.write(`${isChunked ? '0\r\n\r\n' : ''}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`);
    await answered;
    socket.removeAllListeners('close').destroy();
  });
}

test('a refused client that never ends its body is disconnected after a while', async () => {
  await using server = await listen(50);
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  socket
    .on('error', () => {})
    .write('POST /closed HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  assert.match(text, /^HTTP\/1\.1 401 .*no$/s);
});
