import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { RequestFailed, request } from './client.ts';

/** Replies with the status that the path names and the content type that its query names. */
const server = createServer(({ url = '' }, response) => {
  const [, status, type = 'text/html'] = /^\/(\d+)\??(.*)$/.exec(url) ?? [];
  response.writeHead(Number(status), { 'content-type': type, 'retry-after': '900' }).end('{}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());
const { port } = server.address() as AddressInfo;

async function failure(path: string): Promise<RequestFailed> {
  const error = await request(`http://127.0.0.1:${port}/${path}`).catch((error: unknown) => error);
  assert.ok(error instanceof RequestFailed);
  return error;
}

test('a proxy that does not reach the server says so in its stead, and so does a server that ends', async () => {
  for (const path of ['502', '503', '504', '521', '503?application/json'])
    assert.equal((await failure(path)).kind, 'offline', path);
});

test('what the server itself refuses is refused, and a session that has ended has ended', async () => {
  const refused = await failure('503?application/problem+json; charset=utf-8');
  assert.deepEqual([refused.kind, refused.status], ['refused', 503]);
  for (const path of ['500', '400', '413', '429']) assert.equal((await failure(path)).kind, 'refused', path);
  assert.equal((await failure('429')).retrySeconds, 900);
  assert.equal((await failure('401')).kind, 'signed-out');
});
