import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, mock, test } from 'node:test';
import Fastify from 'fastify';
import { limitBody } from './body-time.ts';

const PIECES = 14;
const TIME_MS = 500;
mock.timers.enable({ apis: ['setInterval'] });
const app = Fastify();
app.addHook('onRequest', limitBody(TIME_MS));
app.addHook('onRequest', async () => heard());
app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
for (const slowBody of [true, false]) {
  app.post(`/${slowBody ? 'slow' : 'quick'}`, { config: { slowBody } }, async ({ raw }) => {
    let octets = 0;
    for await (const piece of raw) {
      octets += piece.length;
      heard();
    }
    return String(octets);
  });
}
await app.listen({ host: '127.0.0.1', port: 0 });
after(() => app.close());
const { port } = app.server.address() as { port: number };

/** Called when the server has received what was sent last. */
let heard: () => void;
const nextHeard = () => new Promise<void>((done) => (heard = done));

/** Sends a body in pieces; the whole time limit passes after each of them. */
async function send(path: string, pieces: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (piece: Buffer) => answer.push(piece));
  socket.on('error', () => {});
  const closed = new Promise((done) => socket.on('close', done));
  const begun = nextHeard();
  socket.write(
    `POST /${path} HTTP/1.1\r\nHost: x\r\nContent-Type: x/y\r\nContent-Length: ${PIECES}\r\nConnection: close\r\n\r\n`,
  );
  await begun;
  for (let sent = 0; sent < pieces; sent++) {
    const arrived = nextHeard();
    socket.write('x');
    await arrived;
    mock.timers.tick(TIME_MS);
  }
  if (pieces < PIECES) mock.timers.tick(TIME_MS);
  await closed;
  return Buffer.concat(answer).toString();
}

test('a slow upload is accepted where allowed, and one that stalls is disconnected', async () => {
  assert.match(await send('slow', PIECES), /^HTTP\/1\.1 200 .*14$/s);
  assert.equal(await send('slow', 2), '');
});

test('elsewhere a body has to arrive in time', async () => {
  assert.equal(await send('quick', 1), '');
});
