import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listSessions } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import { PASSWORD, startWeb, type TestAccount } from '../testing.ts';

// Requests of people who want to get in without a password, or want to lock others out.

const web = await startWeb({ HTTP_PROXIES: '127.0.0.1' });
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;
const JSON_TYPE = { 'content-type': 'application/json', origin: web.url };

/** Sends a request unchanged, from its own network address if one is given. */
function ask(path: string, init: RequestInit = {}, client?: string): Promise<Response> {
  const headers = new Headers(init.headers);
  if (client) {
    headers.set('x-forwarded-for', client);
    headers.set('x-forwarded-proto', 'https');
  }
  return web.fetch(path, undefined, { ...init, headers });
}

const post = (path: string, body: string, headers: Record<string, string> = JSON_TYPE, client?: string) =>
  ask(path, { method: 'POST', headers, body }, client);

const token = (form: Record<string, string>, client?: string) =>
  ask('/oauth/token', { method: 'POST', body: new URLSearchParams(form) }, client);

async function tokensOf(account: TestAccount): Promise<{ access_token: string; refresh_token: string }> {
  const answer = await token({ grant_type: 'password', username: account.address, password: PASSWORD });
  return (await answer.json()) as { access_token: string; refresh_token: string };
}

/** Signs in as the page does, with the cookie that the browser already has. */
async function signIn(account: TestAccount, cookie?: string): Promise<string> {
  const body = JSON.stringify({ login: account.address, password: PASSWORD });
  const response = await post('/session', body, { ...JSON_TYPE, ...(cookie && { cookie }) });
  assert.equal(response.status, 200);
  return (response.headers.get('set-cookie') ?? '').split(';')[0] as string;
}

async function whoIs(cookie: string): Promise<string | undefined> {
  const response = await ask('/session', { headers: { cookie } });
  return ((await response.json()) as { address?: string }).address;
}

/** Sends octets and returns all that the server answers. */
async function raw(text: string): Promise<string> {
  await using wire = await Wire.connect({ port: Number(new URL(web.url).port), timeout: 20_000 });
  await wire.send(text);
  await wire.closed();
  return wire.unread;
}

test('a thousand guessed refresh tokens are refused and counted, and the right one keeps working', async () => {
  const alice = await web.account();
  const { refresh_token: right } = await tokensOf(alice);
  const [session] = await listSessions(pool, alice.number);
  const counts = new Map<number, number>();
  const guess = async (n: number): Promise<void> => {
    const secret = n.toString(36).padStart(43, 'A');
    const { status, body } = await token(
      { grant_type: 'refresh_token', refresh_token: `prr_${alice.number}_${session?.id}_${secret}` },
      '203.0.113.1',
    );
    await body?.cancel();
    counts.set(status, (counts.get(status) ?? 0) + 1);
  };
  for (let n = 0; n < 1_000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, k) => guess(n + k)));
  assert.deepEqual([...counts].sort(), [
    [400, 20],
    [429, 980],
  ]);
  const refreshed = await token({ grant_type: 'refresh_token', refresh_token: right }, '203.0.113.1');
  assert.equal(refreshed.status, 200);
  const another = {
    grant_type: 'refresh_token',
    refresh_token: `prr_${alice.number}_${session?.id}_${'A'.repeat(43)}`,
  };
  assert.equal((await token(another, '203.0.113.2')).status, 400, 'another network is not refused for it');
});

test('a planted session cookie is replaced at sign-in', async () => {
  const [mallory, alice] = [await web.account(), await web.account()];
  const planted = await signIn(mallory);
  const own = await signIn(alice, planted);
  assert.notEqual(own, planted);
  assert.deepEqual([await whoIs(planted), await whoIs(own)], [mallory.address, alice.address]);
  for (const made of ['postroom=chosen', 'postroom=', 'postroom', `postroom=prs_${alice.number}_1_${'A'.repeat(43)}`]) {
    assert.notEqual(await signIn(alice, made), made);
    assert.equal(await whoIs(made), undefined, made);
  }
  // A page on a sibling domain could set this cookie. By HTTPS the cookie has another name, which __Host- protects.
  const https = { 'x-forwarded-proto': 'https', cookie: own };
  assert.equal((await ask('/session', { headers: https })).status, 401);
});

test('sessions of another account are not found, nor are invalid ids', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  await signIn(alice);
  const [session] = await listSessions(pool, alice.number);
  const ids = [
    `${session?.id}`,
    '0',
    '-1',
    '1e1',
    '01',
    '999999999999999',
    '9'.repeat(400),
    '%00',
    '%2e%2e',
    'a%2f1',
    '٣',
  ];
  for (const id of ids) {
    const { status } = await web.fetch(`/account/sessions/${id}`, bob, { method: 'DELETE' });
    assert.equal(status, 404, id);
  }
  assert.equal((await listSessions(pool, alice.number)).length, 1);
  const theirs = await (await web.fetch('/account/sessions', bob)).json();
  assert.deepEqual(theirs, { sessions: [] });
});

test('oversized, wrong and odd bodies are refused with a client error', async () => {
  const alice = await web.account();
  const basic = { authorization: `Basic ${btoa(`${alice.address}:${PASSWORD}`)}` };
  const long = JSON.stringify({ login: 'x'.repeat(2_000_000), password: 'x' });
  const cases: [path: string, body: string, headers: Record<string, string>, status: number][] = [
    ['/session', long, JSON_TYPE, 413],
    ['/account/password', JSON.stringify({ old: 'x'.repeat(20_000), new: 'y' }), { ...JSON_TYPE, ...basic }, 413],
    [
      '/oauth/token',
      `grant_type=${'x'.repeat(2_000_000)}`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      413,
    ],
    ['/oauth/revoke', `token=${'x'.repeat(20_000)}`, { 'content-type': 'application/x-www-form-urlencoded' }, 413],
    ['/session', '{"__proto__":{"login":"a"},"login":"a","password":"b"}', JSON_TYPE, 400],
    ['/session', '{"constructor":{"prototype":{}},"login":"a","password":"b"}', JSON_TYPE, 400],
    ['/session', `${'['.repeat(100_000)}`, JSON_TYPE, 400],
    ['/session', '{"login":"a\\u0000b","password":"\\u0000"}', JSON_TYPE, 401],
    ['/session', '{"login":"\\ud800","password":"\\udfff"}', JSON_TYPE, 401],
    ['/session', '{"login":["a"],"password":{"b":1}}', JSON_TYPE, 400],
  ];
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'a',
    'application/json-x',
  ]) {
    cases.push([
      '/session',
      '{"login":"a","password":"b"}',
      { ...JSON_TYPE, 'content-type': type },
      type === 'text/plain' ? 400 : 415,
    ]);
    if (!type.includes('urlencoded'))
      cases.push(['/oauth/token', 'grant_type=password', { 'content-type': type }, type === 'a' ? 415 : 400]);
  }
  for (const [path, body, headers, status] of cases) {
    const answer = await post(path, body, headers);
    assert.equal(answer.status, status, `${path} ${body.slice(0, 60)} ${headers['content-type']}`);
  }
});

test('repeated parameters are refused, also if hidden by encoding', async () => {
  const form = (text: string) => post('/oauth/token', text, { 'content-type': 'application/x-www-form-urlencoded' });
  for (const text of [
    'grant_type=password&username=a&username=b&password=c',
    'grant_type=password&grant%5Ftype=refresh_token',
    'grant_type=password&username=a&password=b&password=c',
    'grant_type=password&username[]=a&password=b',
    'grant_type[]=password',
    `grant_type=password&${'a=b&'.repeat(3_000)}`,
    '&'.repeat(10_000),
    '%'.repeat(10_000),
  ]) {
    const answer = await form(text);
    assert.deepEqual(
      [answer.status, ((await answer.json()) as { error: string }).error],
      [400, 'invalid_request'],
      text.slice(0, 60),
    );
  }
});

test('too many header fields or cookies are refused, and the session cookie is found among others', async () => {
  const alice = await web.account();
  const cookie = await signIn(alice);
  const crumbs = Array.from({ length: 500 }, (_, n) => `c${n}=x`).join('; ');
  assert.equal(await whoIs(`${crumbs}; ${cookie}`), alice.address);
  for (const flood of [
    ';'.repeat(8_000),
    '='.repeat(8_000),
    ' postroom=;'.repeat(700),
    `${'x'.repeat(9_000)}; ${cookie}`,
  ]) {
    assert.equal((await ask('/session', { headers: { cookie: flood } })).status, 401, flood.slice(0, 20));
  }
  const head = 'GET /session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n';
  assert.match(await raw(`${head}${`Cookie: ${'a=b; '.repeat(1_000)}\r\n`.repeat(20)}\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await raw(`${head}${'X-More: y\r\n'.repeat(10_000)}\r\n`), /^HTTP\/1\.1 431 /);
  const basic = `Authorization: Basic ${btoa(`${alice.address}:${PASSWORD}`)}\r\n`;
  // With two fields, a proxy may have checked the other one.
  assert.match(
    await raw(`${head}${basic}Authorization: Bearer x

`),
    /^HTTP\/1\.1 400 /,
  );
  assert.match(await raw(`${head}Host: b\r\n\r\n`), /^HTTP\/1\.1 400 /);
  const smuggled = 'POST /session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  assert.match(await raw(`${smuggled}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`), /^HTTP\/1\.1 400 /);
  assert.match(
    await raw(`${smuggled}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    /^HTTP\/1\.1 400 /,
  );
});

test('text from a client is stored and shown as text only', async () => {
  const alice = await web.account();
  const names = ['\u0000\u001b[31m\r\nx', '\u202egnp', 'x'.repeat(10_000), '<script>', '\ufffe'];
  for (const name of names) {
    const answer = await token({
      grant_type: 'password',
      username: alice.address,
      password: PASSWORD,
      device_name: name,
    });
    assert.equal(answer.status, 200, JSON.stringify(name.slice(0, 20)));
  }
  for (const { device } of await listSessions(pool, alice.number)) {
    assert.ok(device.length <= 80 && !/\p{Cc}/u.test(device), JSON.stringify(device));
  }
});
