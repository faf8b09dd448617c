import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { AddressRanges } from '@postroom/net';
import { createHttpServer } from './server.ts';
import { SHAPE } from './testing.ts';

test('a stopping server waits for requests being answered and for nothing else', async () => {
  const app = createHttpServer(AddressRanges.parse(''), SHAPE);
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  app.get('/', async () => 'there');
  app.get('/slow', () => {
    isAsked();
    return answer;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const client = async (text: string) => {
    const socket = connect({ host: '127.0.0.1', port });
    let got = '';
    socket
      .on('error', () => {})
      .on('data', (data) => {
        got += data;
      });
    await once(socket, 'connect');
    socket.write(text);
    return { socket, got: () => got, closed: once(socket, 'close') };
  };
  const silent = await client('');
  const half = await client('GET / HTTP/1.1\r\nHost: a');
  const done = await client('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  while (!done.got().includes('there')) await once(done.socket, 'data');
  const slow = await client('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await asked;
  const closed = app.close();
  await Promise.all([silent.closed, half.closed, done.closed]);
  resolve('late');
  await Promise.all([slow.closed, closed]);
  assert.match(slow.got(), /^HTTP\/1\.1 200 [\s\S]*late$/);
});
