import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApi } from './testing.ts';

const api = await testApi();
after(() => api[Symbol.asyncDispose]());
await api.call('POST', '/domains', { name: 'example.test' });

const get = (authorization?: string, remoteAddress = '192.0.2.1') =>
  api.send({ url: '/api/v1/stats', remoteAddress, headers: authorization === undefined ? {} : { authorization } });

test('nothing is answered without the token', async () => {
  const none = await get();
  assert.deepEqual([none.status, none.headers['www-authenticate']], [401, 'Bearer']);
  for (const wrong of ['Bearer', 'Bearer wrong', 'Basic dGhlLXRva2Vu', 'Bearer the-token-of-these-tests-']) {
    assert.equal((await get(wrong)).status, 401, wrong);
  }
  assert.equal((await api.send({ url: '/api/v1/nowhere' })).status, 401);
  assert.equal((await get('bearer the-token-of-these-tests')).status, 200);
});

test('wrong tokens are delayed and then refused per address, and the right one passes', async () => {
  const address = '192.0.2.7';
  for (let n = 0; n < 4; n++) await get('Bearer wrong', address);
  const started = Date.now();
  assert.equal((await get('Bearer wrong', address)).status, 401);
  assert.ok(Date.now() - started >= 450, 'the fifth waits half a second');
  await Promise.all(Array.from({ length: 100 }, () => get('Bearer wrong', '192.0.2.8')));
  const refused = await get('Bearer wrong', '192.0.2.8');
  assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '900']);
  assert.equal((await get('Bearer the-token-of-these-tests', '192.0.2.8')).status, 200);
});

const faults: [method: string, path: string, body: unknown, status: number, says: RegExp][] = [
  ['GET', '/nowhere', undefined, 404, /No such endpoint: GET \/api\/v1\/nowhere/],
  ['POST', '/accounts', { address: 'a@example.test' }, 400, /^password: is missing/],
  ['POST', '/accounts', { address: 'a@example.test', password: '' }, 400, /^password: /],
  ['POST', '/accounts', { address: 'a@example.test', password: 5 }, 400, /^password: must be string/],
  ['POST', '/accounts', { address: 'a@example.test', password: 'x', quota: 5 }, 400, /^quota: unknown field/],
  ['POST', '/accounts', { address: 'a@example.test', password: 'x', quotaBytes: '5' }, 400, /^quotaBytes: .*unlimited/],
  ['POST', '/accounts', { address: 'a@example.test', password: 'x', quotaBytes: -1 }, 400, /^quotaBytes: /],
  ['POST', '/accounts', { address: 'a\0@example.test', password: 'x' }, 400, /^address: must match/],
  ['POST', '/accounts', [], 400, /^body: must be object/],
  ['PUT', '/aliases/a@example.test', { targets: ['b@example.test', 7] }, 400, /^targets\/1: must be string/],
  ['PUT', '/aliases/a@example.test', { targets: 'b@example.test' }, 400, /^targets: must be array/],
  ['GET', '/accounts?limit=100000', undefined, 400, /^limit: must be <= 1000/],
  ['GET', '/accounts?limit=many', undefined, 400, /^limit: must be integer/],
  ['GET', '/accounts?page=2', undefined, 400, /^page: unknown field/],
  ['GET', '/accounts/a%00@example.test', undefined, 400, /^address: /],
  ['GET', `/accounts/${'a'.repeat(400)}@example.test`, undefined, 400, /^address: /],
  ['GET', '/queue/17', undefined, 400, /^id: must match.*UUID/],
  ['GET', '/queue?after=17', undefined, 400, /^after: /],
  ['POST', '/queue/count', { action: 'hold', filter: { sender: 'a\0b' } }, 400, /^filter\/sender: must match/],
  ['POST', '/queue/operate', { action: 'hold', filter: { reason: 'a\0b' } }, 400, /^filter\/reason: must match/],
  ['GET', '/queue?reason=a%00b', undefined, 400, /^reason: must match/],
  ['GET', '/trace', undefined, 400, /^query: is missing/],
  ['GET', '/accounts/%ff', undefined, 400, /^The URL has/],
  ['PUT', '/accounts', {}, 405, /No such endpoint: PUT \/api\/v1\/accounts/],
  ['GET', `/${'x'.repeat(2_000)}`, undefined, 404, /No such endpoint: GET/],
];

for (const [method, path, body, status, says] of faults) {
  test(`${method} ${path.slice(0, 60)} ${JSON.stringify(body) ?? ''} is refused`, async () => {
    const answer = await api.call(method, path, body);
    assert.equal(answer.status, status);
    assert.match(answer.body.message, says);
    assert.deepEqual(Object.keys(answer.body), ['error', 'message']);
  });
}

test('a body that is not JSON or is too large is refused', async () => {
  const headers = { authorization: 'Bearer the-token-of-these-tests', 'content-type': 'application/json' };
  const send = (payload: string, type = 'application/json') =>
    api.send({ method: 'POST', url: '/api/v1/domains', headers: { ...headers, 'content-type': type }, payload });
  assert.deepEqual([(await send('{')).status, (await send('{')).body.error], [400, 'invalid']);
  const text = await send('name=x', 'text/plain');
  assert.deepEqual([text.status, text.body.error], [415, 'invalid']);
  const elsewhere = await api.send({ url: '/nowhere' });
  assert.deepEqual([elsewhere.status, elsewhere.body.error], [404, 'not-found']);
  assert.equal((await api.call('PUT', '/accounts', {})).headers.allow, 'GET, HEAD, POST');
  const large = await send(JSON.stringify({ name: 'x'.repeat(2_000_000) }));
  assert.deepEqual([large.status, large.body.error], [413, 'too-large']);
});

test('the OpenAPI document describes every resource, and has a page', async () => {
  const { body } = await api.send({ url: '/api/docs/json' });
  assert.equal(body.openapi, '3.1.0');
  assert.deepEqual(Object.keys(body.paths['/api/v1/accounts/{address}']).sort(), ['delete', 'get']);
  assert.ok(body.paths['/api/v1/trace'].get.responses['4XX']);
  assert.equal((await api.send({ url: '/api/docs/' })).status, 200);
});
