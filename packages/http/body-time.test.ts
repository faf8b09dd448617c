import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { limitBody } from './body-time.ts';

const PIECES = 14;
const app = Fastify();
app.addHook('onRequest', limitBody(500));
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
for (const slowBody of [true, false]) {
  app.post(`/${slowBody ? 'slow' : 'quick'}`, { config: { slowBody } }, async ({ raw }) => {
    let octets = 0;
    for await (const piece of raw) {
      octets += piece.length;
    }
    return String(octets);
  });
}
await app.listen({ host: '127.0.0.1', port: 0 });
after(() => app.close());
const { port } = app.server.address() as { port: number };

/** Sends a body in pieces, with pauses that are together longer than what a whole body may take. */
async function send(path: string, { stops = false } = {}): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (piece: Buffer) => answer.push(piece));
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  socket.write(
    `POST /${path} HTTP/1.1\r\nHost: x\r\nContent-Type: x/y\r\nContent-Length: ${PIECES}\r\nConnection: close\r\n\r\n`,
  );
  for (let sent = 0; sent < PIECES && !(stops && sent === 2) && !socket.destroyed; sent++) {
    await new Promise((done) => setTimeout(done, 50));
    socket.write('x');
  }
  await closed;
  return Buffer.concat(answer).toString();
}

test('a slow line brings a body where that may be slow, and whoever stops is left', async () => {
  assert.match(await send('slow'), /^HTTP\/1\.1 200 .*14$/s);
  assert.equal(await send('slow', { stops: true }), '');
});

test('elsewhere a body has to come in time', async () => {
  assert.equal(await send('quick'), '');
});
