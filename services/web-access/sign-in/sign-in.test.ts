import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { listSessions, setPassword, setStatus } from '@postroom/directory';
import { PASSWORD, startWeb, type TestAccount } from '../testing.ts';

// Tokens for programs (RFC 6749, 6750, 7009), and the cookie of the page.

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  error?: string;
}

async function token(form: Record<string, string> | string): Promise<{ status: number; body: TokenAnswer }> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await web.fetch('/oauth/token', undefined, { method: 'POST', headers, body });
  assert.equal(response.headers.get('cache-control'), 'no-store');
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}

const byPassword = (account: TestAccount, more: object = {}) =>
  token({ grant_type: 'password', username: account.address, password: PASSWORD, ...more });
const byRefresh = (refresh_token: string) => token({ grant_type: 'refresh_token', refresh_token });
const withToken = (access: string, path = '/jmap/session') =>
  web.fetch(path, undefined, { headers: { authorization: `Bearer ${access}` } });

const ORIGIN = { origin: web.url, 'content-type': 'application/json' };

/** Signs in as the page does; returns the cookie in the form in which the browser sends it. */
async function signIn(account: TestAccount): Promise<string> {
  const body = JSON.stringify({ login: account.address, password: PASSWORD });
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
  const headers = { ...ORIGIN, 'user-agent': agent };
  const response = await web.fetch('/session', undefined, { method: 'POST', headers, body });
  assert.equal(response.status, 200);
  const set = response.headers.get('set-cookie') ?? '';
  assert.match(set, /; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  return set.split(';')[0] as string;
}

test('a program gets tokens for a password, and new ones for a refresh token, which is then used up', async () => {
  const alice = await web.account();
  const { body: first } = await byPassword(alice, { device_name: 'My\r\nphone' });
  assert.deepEqual([first.token_type, first.expires_in], ['Bearer', 900]);
  assert.equal((await withToken(first.access_token)).status, 200);
  const { body: second } = await byRefresh(first.refresh_token);
  assert.equal((await withToken(first.access_token)).status, 401);
  assert.equal((await withToken(second.access_token)).status, 200);
  const [session] = await listSessions(pool, alice.number);
  assert.deepEqual([session?.kind, session?.device, session?.network], ['program', 'My phone', '127.0.0.1']);
  // A spent token means a theft: either its sender is the thief or its owner was robbed, so the whole session ends.
  const stolen = await byRefresh(first.refresh_token);
  assert.deepEqual([stolen.status, stolen.body.error], [400, 'invalid_grant']);
  assert.equal((await withToken(second.access_token)).status, 401);
  assert.equal((await byRefresh(second.refresh_token)).status, 400);
});

test('a program whose new tokens were lost can use the old refresh token again until it uses a new one', async () => {
  const alice = await web.account();
  const { body: first } = await byPassword(alice);
  const { body: lost } = await byRefresh(first.refresh_token);
  const { body: again, status } = await byRefresh(first.refresh_token);
  assert.equal(status, 200);
  // A session has only one valid pair of tokens: the lost ones are worthless to whoever finds them.
  assert.equal((await withToken(lost.access_token)).status, 401);
  assert.equal((await byRefresh(lost.refresh_token)).status, 400);
  const { body: next } = await byRefresh(again.refresh_token);
  assert.equal((await withToken(next.access_token)).status, 200);
  assert.equal((await byRefresh(again.refresh_token)).status, 400);
  assert.equal((await withToken(next.access_token)).status, 401);
});

test('an access token and a session each expire at their own time', async () => {
  const alice = await web.account();
  const { body } = await byPassword(alice);
  await pool.query("update login_sessions set access_until = now() - interval '1 s' where account_id = $1", [
    alice.number,
  ]);
  assert.equal((await withToken(body.access_token)).status, 401);
  await pool.query("update login_sessions set ends_at = now() - interval '1 s' where account_id = $1", [alice.number]);
  assert.equal((await byRefresh(body.refresh_token)).status, 400);
});

test('revoking a token ends its session, and revoking an unknown token succeeds', async () => {
  const alice = await web.account();
  const revoke = (text: string) =>
    web.fetch('/oauth/revoke', undefined, { method: 'POST', body: new URLSearchParams({ token: text }) });
  for (const which of ['access_token', 'refresh_token'] as const) {
    const { body } = await byPassword(alice);
    assert.equal((await revoke(body[which])).status, 200);
    assert.equal((await withToken(body.access_token)).status, 401);
    assert.equal((await byRefresh(body.refresh_token)).status, 400);
  }
  assert.equal((await revoke('nothing')).status, 200);
  const metadata = await (await web.fetch('/.well-known/oauth-authorization-server')).json();
  assert.equal((metadata as { token_endpoint: string }).token_endpoint, `${web.url}/oauth/token`);
});

test('an invalid token request gets the right error', async () => {
  const alice = await web.account();
  const wrong: [Parameters<typeof token>[0], number, string][] = [
    ['', 400, 'invalid_request'],
    [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'password', username: alice.address }, 400, 'invalid_request'],
    ['grant_type=password&grant_type=password', 400, 'invalid_request'],
    [{ grant_type: 'password', username: alice.address, password: 'wrong' }, 400, 'invalid_grant'],
    [{ grant_type: 'refresh_token', refresh_token: `prr_1_1_${'A'.repeat(43)}` }, 400, 'invalid_grant'],
    [`grant_type=${'x'.repeat(20_000)}`, 413, 'invalid_request'],
  ];
  for (const [form, status, error] of wrong) {
    const answer = await token(form);
    assert.deepEqual([answer.status, answer.body.error], [status, error], JSON.stringify(form).slice(0, 80));
  }
  const json = await web.fetch('/oauth/token', undefined, { method: 'POST', headers: ORIGIN, body: '{}' });
  assert.equal(json.status, 400);
  for (let left = 20; left > 0; left--) await token({ grant_type: 'password', username: alice.address, password: 'x' });
  assert.equal((await byPassword(alice)).status, 429, 'failures are those of all protocols');
});

test('a token cannot be used as another kind or for another account', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const [{ body }, { body: theirs }] = [await byPassword(alice), await byPassword(bob)];
  assert.equal((await withToken(body.refresh_token)).status, 401);
  assert.equal((await byRefresh(body.access_token)).status, 400);
  const secret = body.access_token.split('_').slice(3).join('_');
  const [, account, session] = theirs.access_token.split('_');
  assert.equal((await withToken(`pra_${account}_${session}_${secret}`)).status, 401);
  for (const text of [
    '',
    'x',
    'pra_0_0_',
    `pra_1_1_${'A'.repeat(500)}`,
    'pra_1_1_é',
    `prs_${body.access_token.slice(4)}`,
  ]) {
    assert.equal((await withToken(text)).status, 401, text);
  }
  const cookie = { cookie: `postroom=${body.access_token}` };
  assert.equal((await web.fetch('/jmap/session', undefined, { headers: cookie })).status, 401);
});

test('the session cookie allows changes only from pages of this site', async () => {
  const alice = await web.account();
  const cookie = await signIn(alice);
  const call = (headers: Record<string, string>) =>
    web.fetch('/jmap/api', undefined, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [] }),
    });
  assert.equal((await call({ origin: web.url })).status, 200);
  assert.equal((await call({ 'sec-fetch-site': 'same-origin' })).status, 200);
  for (const headers of [
    ...[{}, { origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }],
    ...[{ 'sec-fetch-site': 'same-site' }, { origin: 'https://page.example.org' }],
  ]) {
    assert.equal((await call(headers as Record<string, string>)).status, 403, JSON.stringify(headers));
  }
  const who = await web.fetch('/session', undefined, { headers: { cookie } });
  assert.equal(((await who.json()) as { address: string }).address, alice.address);
  const [session] = await listSessions(pool, alice.number);
  assert.equal(session?.device, 'Firefox on Linux');
  const out = await web.fetch('/session', undefined, { method: 'DELETE', headers: { cookie, origin: web.url } });
  assert.match(out.headers.get('set-cookie') ?? '', /^postroom=; .*Max-Age=0/);
  const after = await web.fetch('/session', undefined, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  assert.deepEqual([after.status, after.headers.get('www-authenticate')], [401, null]);
});

test('nothing at all can be changed with the cookie from a page of another site', async () => {
  const alice = await web.account();
  const cookie = await signIn(alice);
  const changes: readonly [method: string, ...paths: string[]][] = [
    [
      'POST',
      '/session',
      '/jmap/api',
      `/jmap/upload/${alice.id}`,
      '/account/mailboxes/M1/import',
      '/account/lists/leave',
    ],
    ['POST', '/account/password', '/account/deletion', '/account/app-passwords', '/account/quarantine/x/release'],
    ['POST', '/join/names', '/join/challenge', '/join/applications', '/join/applications/state'],
    ['PATCH', '/account', '/account/preferences', '/account/notices'],
    ['PUT', '/account/delegations'],
    ['DELETE', '/session', '/account/deletion', '/account/sessions/1', '/account/app-passwords/1'],
    ['DELETE', '/account/quarantine/x', '/account/delegations/x'],
  ];
  for (const [method, ...paths] of changes)
    for (const path of paths)
      for (const from of [{}, { origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }]) {
        const body = method === 'DELETE' ? {} : { body: '{}' };
        const headers = { cookie, ...('body' in body && { 'content-type': 'application/json' }), ...from };
        const { status } = await web.fetch(path, undefined, { method, ...body, headers } as RequestInit);
        assert.equal(status, 403, `${method} ${path} ${JSON.stringify(from)}`);
      }
});

test('another site cannot sign a user in, nor plant a session', async () => {
  const alice = await web.account();
  const body = JSON.stringify({ login: alice.address, password: PASSWORD });
  const headers = { 'content-type': 'application/json', origin: 'https://evil.test' };
  assert.equal((await web.fetch('/session', undefined, { method: 'POST', headers, body })).status, 403);
  const [one, other] = [await signIn(alice), await signIn(alice)];
  assert.notEqual(one, other);
  for (const wrong of [
    '{',
    '[]',
    '{"login":1}',
    `{"login":"a","password":"${'x'.repeat(5_000)}"}`,
    '{"login":"a","password":"b","more":1}',
  ]) {
    const refused = await web.fetch('/session', undefined, { method: 'POST', headers: ORIGIN, body: wrong });
    assert.equal(refused.status, 400, wrong.slice(0, 40));
  }
});

test('sessions end with a password change, a suspension or one by one, with all that depends on them', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const tokens = async (account: TestAccount) => (await byPassword(account)).body.access_token;
  const stream = async (access: string) =>
    (await withToken(access, '/jmap/events?types=*&closeafter=no&ping=0')).text();
  const [mine, theirs] = [await tokens(alice), await tokens(bob)];
  const listening = stream(mine);
  const [session] = await listSessions(pool, alice.number);
  const end = (account: TestAccount) => web.fetch(`/account/sessions/${session?.id}`, account, { method: 'DELETE' });
  assert.equal((await end(bob)).status, 404);
  assert.equal((await end(alice)).status, 204);
  await listening;
  assert.equal((await withToken(mine)).status, 401);
  assert.equal((await withToken(theirs)).status, 200);
  await setStatus(pool, bob.address, 'suspended');
  await setStatus(pool, bob.address, 'active');
  assert.equal((await withToken(theirs)).status, 401);
  const another = await tokens(alice);
  await setPassword(pool, alice.address, 'another password');
  assert.equal((await withToken(another)).status, 401);
});

test('an account has at most a hundred sessions, and the longest unused one is removed', async () => {
  const alice = await web.account();
  const first = (await byPassword(alice)).body;
  for (let n = 1; n < 100; n++) await byPassword(alice);
  assert.equal((await withToken(first.access_token)).status, 200);
  await byPassword(alice);
  assert.equal((await withToken(first.access_token)).status, 401);
  assert.equal((await listSessions(pool, alice.number)).length, 100);
});
