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

test('an error from a proxy that cannot reach the server counts as offline', async () => {
  for (const path of ['502', '503', '504', '521', '503?application/json'])
    assert.equal((await failure(path)).kind, 'offline', path);
});

test('an error of the server itself counts as refused, and 401 as an ended session', async () => {
  const refused = await failure('503?application/problem+json; charset=utf-8');
  assert.deepEqual([refused.kind, refused.status], ['refused', 503]);
  for (const path of ['500', '400', '413', '429']) assert.equal((await failure(path)).kind, 'refused', path);
  assert.equal((await failure('429')).retrySeconds, 900);
  assert.equal((await failure('401')).kind, 'signed-out');
});
