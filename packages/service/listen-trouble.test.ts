import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { listenTrouble } from './listen-trouble.ts';

test('a port in use is explained, and other errors are unchanged', async () => {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error').catch((error: unknown) => [error]);
  assert.match(
    String(listenTrouble(error)),
    new RegExp(`^port ${port} of 127\\.0\\.0\\.1: the address is already in use`),
  );
  assert.equal(listenTrouble(new Error('no')), undefined);
});
