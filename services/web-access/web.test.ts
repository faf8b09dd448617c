import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMailbox } from '@postroom/mailbox';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startWeb, USING } from './testing.ts';

const web = await startWeb({ HTTP_PROXIES: '127.0.0.1' });
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const bob = await web.account();

const json = { 'content-type': 'application/json' };

async function post(
  body: string,
  headers: Record<string, string> = json,
): Promise<{ status: number; type: string; body: unknown }> {
  const response = await web.fetch('/jmap/api', alice, { method: 'POST', headers, body });
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.json() };
}

test('the JMAP session has all URLs, and its well-known path leads to it', async () => {
  const found = await web.fetch('/.well-known/jmap', alice);
  assert.equal(found.status, 307);
  assert.equal(found.headers.get('location'), `${web.url}/jmap/session`);
  const response = await web.fetch('/jmap/session', alice);
  assert.match(response.headers.get('cache-control') ?? '', /no-store/);
  const session = (await response.json()) as Record<string, Record<string, unknown>>;
  assert.equal(session.apiUrl, `${web.url}/jmap/api`);
  assert.deepEqual(Object.keys(session.accounts ?? {}), [alice.id]);
  assert.deepEqual(Object.keys(session.capabilities ?? {}).toSorted(), USING.toSorted());
  assert.equal(session.username, alice.address);
  const own = session.accounts?.[alice.id] as { accountCapabilities: object };
  const withMethods = Object.keys(own.accountCapabilities).filter((name) => !/:(?:core|owner)$/.test(name));
  assert.deepEqual(session.primaryAccounts, Object.fromEntries(withMethods.map((name) => [name, alice.id])));
});

test("the page's first data comes in one answer, the same as by JMAP, for the logged-in user only", async () => {
  assert.equal((await web.fetch('/jmap/first')).status, 401);
  const response = await web.fetch('/jmap/first', alice);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  const { session, answered } = (await response.json()) as {
    session: object;
    answered: { methodCalls: [string, { accountId: string }, string][]; methodResponses: unknown }[];
  };
  assert.deepEqual(session, await (await web.fetch('/jmap/session', alice)).json());
  const names = answered.map(({ methodCalls }) => methodCalls.map(([name]) => name).join(' '));
  assert.deepEqual(names, ['Mailbox/get Quota/get', 'Identity/get', 'Email/query Email/get']);
  for (const { methodCalls, methodResponses } of answered) {
    for (const [, { accountId }] of methodCalls) assert.equal(accountId, alice.id);
    const { body } = await post(JSON.stringify({ using: USING, methodCalls }));
    assert.deepEqual((body as { methodResponses: unknown }).methodResponses, methodResponses);
  }
});

test('a known path names its methods, and unknown paths get 404', async () => {
  const ask = async (path: string, method: string) => {
    const response = await web.fetch(path, alice, { method });
    return [response.status, response.headers.get('allow'), response.headers.get('content-type')];
  };
  const problem = 'application/problem+json';
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE'])
    assert.deepEqual(await ask('/jmap/api?x', method), [405, 'POST', problem], method);
  assert.deepEqual(await ask('/jmap/session', 'POST'), [405, 'GET, HEAD', problem]);
  assert.deepEqual(await ask(`/jmap/upload/${alice.id}`, 'GET'), [405, 'POST', problem]);
  for (const path of ['/jmap', '/jmap/api/', '/jmap/apis', '/jmap/upload/a/b/c', '/%'])
    assert.notEqual((await ask(path, 'POST'))[0], 405, path);
  assert.deepEqual(await ask('/jmap/nothing', 'GET'), [404, null, problem]);
});

test('every refusal is a problem document, also for malformed HTTP', async () => {
  const basic = `Authorization: Basic ${btoa(`${alice.address}:${PASSWORD}`)}\r\n`;
  const ask = async (head: string): Promise<string> => {
    await using wire = await Wire.connect({ port: Number(new URL(web.url).port) });
    await wire.send(`${head}\r\nHost: x\r\nConnection: close\r\n${basic}\r\n`);
    await wire.closed();
    return wire.unread;
  };
  const socket = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: jmap';
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const cases: [head: string, status: number][] = [
    ['GET /%ff HTTP/1.1', 400],
    ['GET /jmap/download/a/b/% HTTP/1.1', 400],
    [`POST /jmap/upload/%zz HTTP/1.1`, 400],
    ['GET x HTTP/1.1', 400],
    ['GET / HTTP/9.9', 400],
    ['GET / HTTP/1.1\r\nno field', 400],
    ['GET / HTTP/1.1\r\nHost: y', 400],
    [`GET /${'x'.repeat(2_000)} HTTP/1.1`, 404],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1`, 431],
    ['DANCE / HTTP/1.1', 400],
    ['CONNECT x:443 HTTP/1.1', 501],
    ['PATCH /account HTTP/1.1\r\nContent-Type: application/xml\r\nContent-Length: 0', 415],
    ['GET /jmap/session HTTP/1.1\r\nExpect: wonders', 417],
    [`GET /jmap/ws HTTP/1.1\r\n${socket}\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13`, 400],
    [`GET /jmap/ws HTTP/1.1\r\n${socket}\r\n${key}\r\nSec-WebSocket-Version: 12`, 426],
  ];
  for (const [head, status] of cases) {
    const [, answered, fields = '', body = ''] = /^HTTP\/1\.1 (\d+) (.*?)\r\n\r\n(.*)$/s.exec(await ask(head)) ?? [];
    assert.equal(Number(answered), status, head.slice(0, 60));
    assert.match(fields, /^content-type: application\/problem\+json\r$/im, head.slice(0, 60));
    assert.equal(JSON.parse(body).status, status);
  }
});

test('URLs use the host by which the client came, also behind a proxy', async () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mail.example.org' };
  const session = (await (await web.fetch('/jmap/session', alice, { headers })).json()) as { apiUrl: string };
  assert.equal(session.apiUrl, 'https://mail.example.org/jmap/api');
});

test('nothing is answered without a right password, and guesses are counted', async () => {
  for (const authorization of [
    '',
    'Basic',
    'Basic !!!',
    `Basic ${btoa('nocolon')}`,
    `Basic ${btoa(':')}`,
    'Bearer x',
    `Basic ${btoa('a:\xff')}`,
  ]) {
    const response = await web.fetch('/jmap/session', undefined, { headers: { authorization } });
    assert.equal(response.status, 401, authorization);
    assert.match(response.headers.get('www-authenticate') ?? '', /^Basic realm=/);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
  }
  const carol = await web.account();
  const guess = { headers: { authorization: `Basic ${btoa(`${carol.address}:wrong`)}` } };
  const statuses: number[] = [];
  for (let n = 0; n < 21; n++) statuses.push((await web.fetch('/jmap/session', undefined, guess)).status);
  assert.deepEqual(statuses, [...Array(20).fill(401), 429]);
});

test('a plain-text password from the internet is refused, and accepted over TLS', async () => {
  const from = (proto: string) => ({ headers: { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': proto } });
  const real = (proto: string) => ({ headers: { 'x-forwarded-for': '9.9.9.9', 'x-forwarded-proto': proto } });
  assert.equal((await web.fetch('/jmap/session', alice, real('http'))).status, 401);
  assert.equal((await web.fetch('/jmap/session', alice, real('https'))).status, 200);
  assert.equal((await web.fetch('/jmap/session', alice, from('https'))).status, 200);
});

test('a malformed JMAP request gets a problem document', async () => {
  const urn = (name: string) => `urn:ietf:params:jmap:error:${name}`;
  const cases: [string, string, Record<string, string>?][] = [
    ['{', 'notJSON'],
    ['', 'notJSON'],
    ['{"using":[],"methodCalls":[]}', 'notJSON', { 'content-type': 'text/plain' }],
    ['{"using":[],"methodCalls":[]}', 'notJSON', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['[]', 'notRequest'],
    ['{"using":["urn:x"],"methodCalls":[]}', 'unknownCapability'],
    [JSON.stringify({ using: [], methodCalls: Array.from({ length: 10_000 }, () => 0) }), 'limit'],
    [' '.repeat(100_001), 'limit'],
  ];
  for (const [body, type, headers] of cases) {
    const answer = await post(body, headers);
    assert.equal(answer.status, 400, type);
    assert.equal(answer.type, 'application/problem+json');
    assert.equal((answer.body as { type: string }).type, urn(type), body.slice(0, 50));
  }
});

test('requests with an empty using, an unknown method, and Core/echo are answered', async () => {
  const none = await post(JSON.stringify({ using: [], methodCalls: [['Core/echo', {}, '0']] }));
  assert.deepEqual((none.body as { methodResponses: unknown[][] }).methodResponses[0]?.[0], 'error');
  const [echo, unknown] = await web.call(alice, ['Core/echo', { hello: [1, null] }], ['Email/dance', {}]);
  assert.deepEqual(echo, ['Core/echo', { accountId: alice.id, hello: [1, null] }, 'c0']);
  assert.equal(unknown?.[1].type, 'unknownMethod');
});

test('Mailbox/get returns the mailboxes with the requested properties', async () => {
  const nested = await createMailbox(web.store, alice.number, 'Work/2026/Bills');
  const all = await web.one<{ list: Record<string, unknown>[] }>(alice, 'Mailbox/get', { ids: null });
  const inbox = all.list.find(({ role }) => role === 'inbox');
  assert.equal(inbox?.name, 'Inbox');
  assert.equal(inbox?.sortOrder, 1);
  const bills = all.list.find(({ id }) => id === `M${nested.mailboxId}`);
  assert.equal(bills?.name, 'Bills');
  assert.equal(all.list.find(({ id }) => id === bills?.parentId)?.name, '2026');
  const some = await web.one<{ list: unknown[]; notFound: string[] }>(alice, 'Mailbox/get', {
    ids: [bills?.id, 'Mx', 'nothing', 'M999'],
    properties: ['name'],
  });
  assert.deepEqual(some.list, [{ id: bills?.id, name: 'Bills' }]);
  assert.deepEqual(some.notFound, ['Mx', 'nothing', 'M999']);
});

test('ids of another account are not found', async () => {
  const mine = await web.one<{ list: { id: string }[] }>(alice, 'Mailbox/get');
  const ids = mine.list.map(({ id }) => id);
  const [foreign, guessed] = await web.call(
    bob,
    ['Mailbox/get', { accountId: alice.id }],
    ['Mailbox/get', { accountId: 'a0' }],
  );
  assert.equal(foreign?.[1].type, 'accountNotFound');
  assert.equal(guessed?.[1].type, 'accountNotFound');
  // Ids are counted per account: bob may have the same ids, but with them he sees his own mailboxes.
  const theirs = await web.one<{ list: { name: string }[] }>(bob, 'Mailbox/get', { ids });
  assert.ok(theirs.list.every(({ name }) => name !== 'Bills'));
});

test('only allowed origins may read answers, and never with cookies', async () => {
  const ask = (origin: string, method: string) =>
    web.fetch('/jmap/session', method === 'GET' ? alice : undefined, { method, headers: { origin } });
  const preflight = await ask('https://page.example.org', 'OPTIONS');
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'https://page.example.org');
  assert.equal(preflight.headers.get('access-control-allow-credentials'), null);
  assert.equal(
    (await ask('https://page.example.org', 'GET')).headers.get('access-control-allow-origin'),
    'https://page.example.org',
  );
  assert.equal((await ask('https://evil.example', 'GET')).headers.get('access-control-allow-origin'), null);
  assert.equal((await ask('https://evil.example', 'OPTIONS')).status, 405);
});

test('concurrent requests above the announced limit are refused, and all get an answer', async () => {
  const many = await Promise.all(
    Array.from({ length: 40 }, () =>
      post(JSON.stringify({ using: USING, methodCalls: [['Mailbox/get', { accountId: alice.id }, '0']] })),
    ),
  );
  const statuses = new Set(many.map(({ status }) => status));
  assert.ok(statuses.has(200));
  for (const { status, body } of many)
    if (status !== 200) assert.equal((body as { limit: string }).limit, 'maxConcurrentRequests');
  assert.equal((await post(JSON.stringify({ using: [], methodCalls: [] }))).status, 200);
});

/** Starts `ask` so often while the table is locked; returns the promises once all of them wait for it, and what ends the lock. */
async function blockedOn<Value>(table: string, times: number, ask: () => Promise<Value>) {
  const { pool } = web.store;
  const holder = await pool.connect();
  await holder.query(`begin; lock table ${table} in access exclusive mode`);
  const running = Array.from({ length: times }, ask);
  const waiting = async (): Promise<number> => {
    const { rows } = await holder.query(
      'select count(*)::int as n from pg_locks where not granted and relation = $1::regclass',
      [table],
    );
    return rows[0].n;
  };
  while ((await waiting()) < times);
  return {
    running,
    async unlock() {
      await holder.query('rollback');
      holder.release();
    },
  };
}

test('each account has exactly as many concurrent requests and uploads as the session announces', async () => {
  const core = 'urn:ietf:params:jmap:core';
  const session = (await (await web.fetch('/jmap/session', alice)).json()) as {
    capabilities: Record<typeof core, Record<string, number>>;
  };
  const { maxConcurrentRequests = 0, maxConcurrentUpload = 0 } = session.capabilities[core];
  const request = (account: typeof alice, method: string) => {
    const methodCalls = [[method, { accountId: account.id }, '0']];
    return web.fetch('/jmap/api', account, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ using: USING, methodCalls }),
    });
  };
  const upload = (account: typeof alice) =>
    web.fetch(`/jmap/upload/${account.id}`, account, { method: 'POST', body: 'x' });
  const cases = [
    {
      limit: 'maxConcurrentRequests',
      most: maxConcurrentRequests,
      table: 'vacation_responses',
      good: 200,
      slow: () => request(alice, 'VacationResponse/get'),
      ask: (account: typeof alice) => request(account, 'Core/echo'),
    },
    {
      limit: 'maxConcurrentUpload',
      most: maxConcurrentUpload,
      table: 'uploads',
      good: 201,
      slow: () => upload(alice),
      ask: upload,
    },
  ];
  for (const { limit, most, table, good, slow, ask } of cases) {
    const { running, unlock } = await blockedOn(table, most, slow);
    const refused = await ask(alice);
    const problem = (await refused.json()) as { type: string; limit: string };
    const other = ask(bob);
    await unlock();
    assert.deepEqual([refused.status, problem.type, problem.limit], [400, 'urn:ietf:params:jmap:error:limit', limit]);
    assert.equal((await other).status, good);
    for (const one of running) assert.equal((await one).status, good, limit);
    assert.equal((await ask(alice)).status, good);
  }
});

test('a request has exactly as many octets and calls as the session announces, with and without a length', async () => {
  const calls = (count: number) => ({
    using: USING,
    methodCalls: Array.from({ length: count }, () => ['Core/echo', {}, '0']),
  });
  const ask = async (body: string | ReadableStream) => {
    const init = { method: 'POST', headers: json, body, duplex: 'half' };
    const response = await web.fetch('/jmap/api', alice, init as RequestInit);
    const { limit } = (await response.json()) as { limit?: string };
    return [response.status, limit];
  };
  const padded = (octets: number): string => JSON.stringify(calls(1)).padEnd(octets);
  for (const sent of [(text: string) => text, (text: string) => new Blob([text]).stream()]) {
    assert.deepEqual(await ask(sent(padded(100_000))), [200, undefined]);
    assert.deepEqual(await ask(sent(padded(100_001))), [400, 'maxSizeRequest']);
    assert.deepEqual(await ask(sent(JSON.stringify(calls(16)))), [200, undefined]);
    assert.deepEqual(await ask(sent(JSON.stringify(calls(17)))), [400, 'maxCallsInRequest']);
  }
});
